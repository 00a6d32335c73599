import type { Mapping } from '../mapping.ts'

/** What an answer changes: words are added to actions, everything else replaces. */
export type Patch = { [Key in 'columns' | 'time' | 'price' | 'constants' | 'actions']?: Partial<Mapping[Key]> }

/** What a file cannot tell. */
export interface Question {
  about: 'column' | 'time' | 'zone' | 'price' | 'scale' | 'action' | 'application'
  text: string
  answers: { text: string; patch: Patch }[]
  /** Whether a run refuses while it is open. */
  blocks: boolean
}

/** A question as it stands in `unanswered`, and how it is found again there. */
export const asLine = ({ about, text }: Question): string => `${about}: ${text}`

/** The mapping with an answer (its place in `answers`) to a question. */
export function answered(mapping: Mapping, question: Question, answer: number): Mapping {
  const { patch } = question.answers[answer]!
  const actions = { ...mapping.actions }
  for (const [action, words] of Object.entries(patch.actions ?? {})) {
    const key = action as Exclude<keyof Mapping['actions'], 'others'>
    if (Array.isArray(words)) actions[key] = [...new Set([...actions[key], ...words])]
  }
  return {
    ...mapping,
    columns: { ...mapping.columns, ...patch.columns },
    time: { ...mapping.time, ...patch.time },
    price: { ...mapping.price, ...patch.price },
    constants: { ...mapping.constants, ...patch.constants },
    actions,
    unanswered: mapping.unanswered.filter((line) => line !== asLine(question)),
  }
}
