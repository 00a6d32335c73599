import { LABELLED, LEAF_WORDS, LEAVES } from './taxonomy.ts'
import { mainWords, readWords, singular } from './text.ts'

/** A naive Bayes model over words, pairs of words and letters: a library small enough for this is not kept any more. */
export interface CategoryModel {
  /** The probability of each leaf, in the order of `LEAVES`. */
  predict(name: string): Float64Array
}

const BUCKETS = 1 << 15
const SMOOTHING = 0.05
/** Its features overlap, so its evidence is counted at this share: set by cross-validation on the labelled names. */
const SHARE = 0.25
const LETTERS = 4

function hash(text: string, seed: number, from = 0, to = text.length): number {
  let value = seed
  for (let i = from; i < to; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value ^ (value >>> 15)) & (BUCKETS - 1)
}

function readFeatures(name: string): Set<number> {
  const features = new Set<number>()
  let last = ''
  const words = readWords(name)
  const end = mainWords(words)
  for (let at = 0; at < end; at++) {
    const { key } = words[at]!
    if (/^\d/.test(key)) continue
    const word = singular(key)
    features.add(hash(word, 1))
    if (last) features.add(hash(`${last} ${word}`, 2))
    last = word
    const padded = `^${word}$`
    for (let i = 0; i + LETTERS <= padded.length; i++) features.add(hash(padded, 3, i, i + LETTERS))
  }
  return features
}

/** Trains on names with the index of their leaf. */
export function trainModel(names: Iterable<readonly [name: string, leaf: number]>): CategoryModel {
  const leaves = LEAVES.length
  const weights = new Float32Array(BUCKETS * leaves)
  const seen = new Uint8Array(BUCKETS)
  const totals = new Float64Array(leaves)
  for (const [name, leaf] of names) {
    for (const feature of readFeatures(name)) {
      weights[feature * leaves + leaf]! += 1
      seen[feature] = 1
      totals[leaf]! += 1
    }
  }
  const kinds = seen.reduce((sum, flag) => sum + flag, 0)
  // What a feature adds to the leaves it was seen with, in one row of pairs; the others have `unseen` alone.
  const rows: number[] = []
  const starts = new Uint32Array(BUCKETS + 1)
  for (let at = 0; at < weights.length; at++) {
    if (weights[at]) rows.push(at % leaves, Math.log((weights[at]! + SMOOTHING) / SMOOTHING))
    if (at % leaves === leaves - 1) starts[Math.floor(at / leaves) + 1] = rows.length
  }
  const unseen = totals.map((total) => Math.log(SMOOTHING / (total + SMOOTHING * kinds)))
  return {
    predict(name) {
      const scores = new Float64Array(leaves)
      let known = 0
      for (const feature of readFeatures(name)) {
        if (!seen[feature]) continue
        known++
        for (let at = starts[feature]!; at < starts[feature + 1]!; at += 2) scores[rows[at]!]! += rows[at + 1]!
      }
      let top = Number.NEGATIVE_INFINITY
      for (let leaf = 0; leaf < leaves; leaf++) {
        scores[leaf]! += unseen[leaf]! * known
        if (scores[leaf]! > top) top = scores[leaf]!
      }
      let sum = 0
      for (let leaf = 0; leaf < leaves; leaf++) {
        scores[leaf] = Math.exp((scores[leaf]! - top) * SHARE)
        sum += scores[leaf]!
      }
      for (let leaf = 0; leaf < leaves; leaf++) scores[leaf]! /= sum
      return scores
    },
  }
}

/** The labelled names and the words of the taxonomy. */
export function shippedNames(): [name: string, leaf: number][] {
  return LEAVES.flatMap(({ subCategory }, leaf) =>
    [...LEAF_WORDS[leaf]!, ...LABELLED[subCategory]!].map((name): [string, number] => [name, leaf]),
  )
}

let shipped: CategoryModel | undefined
/** The model of the shipped names, trained at first use: some 60 ms. */
export function shippedModel(): CategoryModel {
  shipped ??= trainModel(shippedNames())
  return shipped
}
