import { createHmac, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import OpenAI from 'openai'
import type { Sentence } from '../facts.ts'
import { openAccount } from './account.ts'
import { type Answer, type Endpoint, MOST_TOKENS, openEndpoint } from './ask.ts'
import { acceptedText, wordingOf } from './wording.ts'

export interface PhrasingOptions extends Endpoint {
  /** Of a million tokens sent and got, in one currency. */
  priceIn: number
  priceOut: number
  /** Most that is ever spent with this folder, in that currency. */
  cap: number
  /** For the spending count and the kept answers; one process at a time. */
  folder: string
  signal?: AbortSignal
}

export interface Phrasing {
  /**
   * The sentences, each as the model phrased it or, where it did not answer, was refused or may not be asked, as it was. Never
   * throws for the model's sake; throws when the folder can't be written.
   * @param subject whom they are about: its key, which leaves only as a pseudonym of this run
   */
  phrase(subject: string, sentences: readonly Sentence[]): Promise<Sentence[]>
  /** Spent so far, in the prices' currency. */
  spent(): number
}

/** Raise it when the prompt changes: kept answers are of one version. */
const VERSION = '1'
const PROMPT = `You rewrite one sentence of a shopping report so that it reads well in plain, short English.
Keep every figure exactly as written, with its unit and currency, in the same order. Keep every {placeholder} exactly once, in the same order.
Add no number, name, reason or advice. Write one sentence ending in a full stop.
Answer with JSON only: {"sentence": "..."}`
/** Failures in a row after which nobody is asked any more. */
const PATIENCE = 3
const MOST_PAUSE_MS = 2000

/**
 * Phrasing by a model at any OpenAI-compatible endpoint. It is told a sentence's figures and, for names, that they are there;
 * never a key, a row or a text of one. What it answers is a text or nothing: it has no way to a table.
 */
export function openPhrasing(options: PhrasingOptions): Phrasing {
  const account = openAccount(options.folder, options.cap)
  const endpoint = openEndpoint(options)
  const secret = randomBytes(32)
  let failures = 0

  const price = (tokens: { in: number; out: number }) =>
    (tokens.in * options.priceIn + tokens.out * options.priceOut) / 1e6

  /** One paid request; undefined when the cap would be passed. */
  async function paid(question: string): Promise<Answer | undefined> {
    // A token is at least a byte; the schema and the messages' frames take some more.
    const most = price({ in: Buffer.byteLength(PROMPT + question) + 500, out: MOST_TOKENS })
    if (!account.reserve(most)) return
    try {
      const answer = await endpoint.ask(PROMPT, question)
      if (answer.tokens) account.settle(most, price(answer.tokens))
      return answer
    } catch (error) {
      // Refused requests cost nothing; of one that broke off nobody knows.
      if (error instanceof OpenAI.APIError && error.status && error.status < 500) account.settle(most, 0)
      throw error
    }
  }

  async function asked(question: string): Promise<string | undefined> {
    for (let retry = 0; retry < 2 && failures < PATIENCE && !options.signal?.aborted; retry++) {
      try {
        const answer = await paid(question)
        if (answer) failures = 0
        return answer?.text
      } catch (error) {
        if (!(error instanceof Error)) throw error
        if ((error as NodeJS.ErrnoException).syscall) throw error
        const status = error instanceof OpenAI.APIError ? error.status : undefined
        if (endpoint.structured() && status !== undefined && [400, 404, 415, 422, 501].includes(status)) {
          endpoint.plain()
          retry--
          continue
        }
        failures++
        if (status !== 429 && (status ?? 0) < 500) return
        const wait = Number(error instanceof OpenAI.APIError ? error.headers?.get('retry-after') : 0) * 1000
        await pause(Math.min(wait || 0, MOST_PAUSE_MS))
      }
    }
    return
  }

  async function phraseOne(subject: string, sentence: Sentence): Promise<Sentence> {
    const wording = wordingOf(sentence)
    if (wording === undefined) return sentence
    const key = [VERSION, options.model, wording]
    let answer = account.kept(key)
    if (answer === undefined) {
      answer = await asked(JSON.stringify({ subject, sentence: wording }))
      if (answer !== undefined) account.keep(key, answer)
    }
    // A kept answer is checked like a new one.
    const text = answer === undefined ? undefined : acceptedText(answer, sentence)
    return text === undefined ? sentence : { ...sentence, text }
  }

  return {
    phrase: async (subject, sentences) => {
      const pseudonym = createHmac('sha256', secret).update(subject).digest('hex').slice(0, 16)
      const phrased: Sentence[] = []
      for (const sentence of sentences) phrased.push(await phraseOne(pseudonym, sentence))
      return phrased
    },
    spent: account.spent,
  }
}
