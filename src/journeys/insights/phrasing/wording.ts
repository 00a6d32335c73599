import type { Sentence } from '../facts.ts'

/** Facts a model may be told of, by name. Of names it is told that they are there, never what they are. */
const ALLOWED = new Set(
  [
    'looked bought times purchases orders last spent product application price more days time steps share best part',
    'cheapest low high category journeys customers amount again slipping',
  ].flatMap((line) => line.split(' ')),
)
/** Figures as our rules write them: nothing a row could have written fits, but three letters of a currency. */
const FIGURE = /^(?:[A-Z]{3} )?\d[\d,]*(?:\.\d+)?%?(?: [a-z]+)?$|^\d{4}-\d\d-\d\d$/

/**
 * The sentence as a model may see it: figures as they are, each name as its placeholder `{product}`. So no text of a row, which
 * may be a person's name or an instruction, ever leaves. Undefined when a fact is not on the list.
 */
export function wordingOf({ template, facts }: Sentence): string | undefined {
  const fits = facts.every(({ name, value, kind }) => ALLOWED.has(name) && (kind === 'name' || FIGURE.test(value)))
  return fits ? filled(template, facts, 'figure') : undefined
}

const filled = (text: string, facts: Sentence['facts'], ...kinds: string[]) =>
  text.replace(/\{(\w+)\}/g, (as, name: string) => {
    const fact = facts.find((one) => one.name === name)
    return fact && kinds.includes(fact.kind) ? fact.value : as
  })

const words = (text: string) => text.toLowerCase().match(/[a-z]+(?:'[a-z]+)?/g) ?? []

const list = (text: string) => new Set(text.split(/\s+/))
/** Words that state a number, a share or a rank. */
const COUNTS = list(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands lakh lakhs crore crores million
  millions billion trillion dozen dozens score couple pair several few many half halves third thirds quarter quarters fifth fifths tenth
  tenths fourth sixth seventh eighth ninth tenth eleventh twelfth twentieth hundredth first second seconds last percent percentage per
  cent once twice thrice double doubles doubled triple tripled single sole only both all every each none no nothing always never most
  mostly majority minority least average mean median more less fewer another hour hours minute minutes day days week weeks month months
  year years daily weekly monthly yearly annual annually fortnight decade`,
)
/** Words that turn a statement round, speak of somebody else, or to the reader. */
const TURNS = list(
  `not no never neither nor without hardly barely rarely seldom cannot fails refuses despite unlike instead except
  he she his her hers him himself herself you your yours i me my we us our ours another other others somebody someone everybody
  everyone anybody people friend friends family neighbour colleague`,
)
/** Words a sentence may begin with beside those of the rule's own. */
const STARTS = list(
  `this the these they a an customer customers shopper shoppers buyer buyers usually often typically frequently generally tends
  after before when while for in at on of from with to by browses looks shops starts begins checks prefers buys purchases bought left
  still currently has have had spends spent spending their its it there across`,
)

/**
 * A model's answer as the sentence, or undefined where it is refused. It must hold every figure whole (its unit and currency
 * with it) and every placeholder once, both in the rule's order, and no other digit, number word, negation, person or name.
 */
export function acceptedText(answer: string, sentence: Sentence): string | undefined {
  const wording = wordingOf(sentence)
  const text = answer.trim()
  if (wording === undefined || text.length > 2 * wording.length + 80) return
  if (!/^[A-Za-z0-9{][A-Za-z0-9{}_ ,.;:%()'’–—-]*[.]$/.test(text) || /[.][ A-Za-z{]/.test(text.slice(0, -1))) return
  const named = sentence.facts.filter(({ kind }) => kind === 'name').map(({ name }) => name)
  const placed = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  if (placed.join() !== named.join()) return
  const bare = withoutFigures(text.replace(/\{\w+\}/g, '|'), sentence)
  if (bare === undefined || /[\d{}_%]/.test(bare)) return
  const own = list(words(wording.replace(/\{\w+\}/g, ' ')).join(' '))
  const said = words(bare.replaceAll('’', "'"))
  if (said.some((word) => !own.has(word) && (COUNTS.has(word) || TURNS.has(word) || word.endsWith("n't")))) return
  // A rule's own «not» stays as often as it was.
  const turns = (of: string[]) =>
    of
      .filter((word) => TURNS.has(word))
      .sort()
      .join()
  if (turns(said) !== turns(words(sentence.template.replace(/\{\w+\}/g, ' ')))) return
  const capitals = [...bare.matchAll(/[A-Z][A-Za-z]*/g)]
  if (
    capitals.some(
      ({ index, 0: word }) => !own.has(word.toLowerCase()) && (index > 0 || !STARTS.has(word.toLowerCase())),
    )
  )
    return
  return filled(text, sentence.facts, 'name')
}

/** What is left when each figure is cut out whole and in order; undefined when one is missing. */
function withoutFigures(text: string, { facts }: Sentence): string | undefined {
  let left = ''
  let rest = text
  for (const { value, kind } of facts) {
    if (kind !== 'figure') continue
    const at = rest.search(new RegExp(`(?<![\\w.,-])${value.replace(/[.$]/g, '\\$&')}(?![\\w%-]|[.,]\\d)`))
    if (at < 0) return
    left += `${rest.slice(0, at)}|`
    rest = rest.slice(at + value.length)
  }
  return left + rest
}
