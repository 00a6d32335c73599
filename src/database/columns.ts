/** How a column is kept. Both databases' types and the TypeScript types are made from these. */
export interface Column<T = unknown> {
  kind: 'id' | 'date' | 'int' | 'time' | 'text' | 'long' | 'word' | 'real'
  /** Characters, for text. */
  length?: number
  words?: readonly string[]
  nullable?: true
  /** Never present: carries the TypeScript type. */
  type?: T
}

const column = <T>(spec: Column<T>): Column<T> => spec

/** Marks the type of an auto-increment key. */
export interface Identity {
  identity: true
}

/** Auto-increment primary key. */
export const id = () => column<Identity>({ kind: 'id' })
export const int = () => column<number>({ kind: 'int' })
/** A UTC instant in ms. */
export const time = () => column<number>({ kind: 'time' })
export const real = () => column<number>({ kind: 'real' })
/** 0 or 1. */
export const flag = () => column<number>({ kind: 'int' })
/** A short text, compared byte for byte on both databases. */
export const text = (length: number) => column<string>({ kind: 'text', length })
/** A text too long to index; JSON is kept so too. */
export const long = () => column<string>({ kind: 'long' })
/** An enumeration, checked by the database. */
export const word = <const W extends string>(...words: W[]) => column<W>({ kind: 'word', length: 24, words })
export const optional = <T>(spec: Column<T>): Column<T | null> => ({ ...spec, nullable: true }) as Column<T | null>

/** Marks a column that plain updates must not set: something else is kept in step with it. */
export interface InStep<T> {
  inStep: T
}

/** A column only one action may change, because counts or an index follow it. */
export const inStep = <T>(spec: Column<T>): Column<InStep<T>> => spec as Column<InStep<T>>
