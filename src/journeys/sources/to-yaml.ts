import { Document, isMap, type Pair, type Scalar, type YAMLMap } from 'yaml'
import type { Guess } from './inspect.ts'
import type { Mapping } from './mapping.ts'

/** A mapping as YAML that `parseMapping` reads back; with a guess, each column's confidence and every question as comments. */
export function toYaml(mapping: Mapping, guess?: Pick<Guess, 'fields' | 'questions' | 'words'>): string {
  const { unanswered, ...rest } = mapping
  const actions = Object.fromEntries(
    Object.entries(mapping.actions).filter(([key, words]) =>
      key === 'others' ? words !== 'reject' : words.length > 0,
    ),
  )
  const says = ([key, part]: [string, unknown]) =>
    key === 'columns' || typeof part !== 'object' || Object.keys(part ?? {}).length > 0
  // First what is to be answered, then all parts in the order of the schema.
  const document = new Document(Object.fromEntries(Object.entries({ unanswered, ...rest, actions }).filter(says)))
  if (guess) {
    comment(document.get('columns'), guess)
    comment((document.get('items') as YAMLMap | undefined)?.get('columns'), guess)
    const asked = guess.questions.map(
      ({ text, answers }) =>
        ` ${text}\n${answers.map((answer) => `   - ${answer.text}: ${JSON.stringify(answer.patch)}`).join('\n')}`,
    )
    if (asked.length > 0)
      document.commentBefore = ` Questions and what each answer puts into the mapping:\n${asked.join('\n')}`
  }
  if (unanswered.length > 0) {
    const [first] = (document.contents as unknown as YAMLMap<Scalar, unknown>).items
    first!.key.commentBefore = ' A run refuses while this list is here: answer, then take it out.'
  }
  return document.toString({ lineWidth: 120 })
}

function comment(columns: unknown, { fields }: Pick<Guess, 'fields'>): void {
  if (!isMap(columns)) return
  for (const { key, value } of columns.items as Pair<Scalar<string>, Scalar>[]) {
    const guess = fields[key.value as keyof typeof fields]
    if (guess && value) value.comment = ` ${Math.round(guess.confidence * 100)} %: ${guess.why}`
  }
}
