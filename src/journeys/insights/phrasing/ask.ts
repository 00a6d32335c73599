import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletion } from 'openai/resources/chat/completions'
import { z } from 'zod'

export interface Endpoint {
  /** Base address of any OpenAI-compatible endpoint, e.g. https://llm.example.com/v1 */
  url: string
  key?: string | undefined
  model: string
  /** For each request, its answer's body included; 15 s unless told. */
  timeoutMs?: number | undefined
}

export interface Answer {
  /** Undefined when what came is not of the schema. */
  text: string | undefined
  tokens: { in: number; out: number } | undefined
}

const Phrased = z.object({ sentence: z.string().min(1).max(1000) })
export const MOST_TOKENS = 1000
const MOST_BYTES = 64 * 1024

/** Fetch that holds at most 64 KiB of an answer, within the time limit, and follows nobody elsewhere. */
const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' })
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > MOST_BYTES) throw new Error('The answer is too large.')
    parts.push(part)
  }
  const { status, headers } = response
  return new Response(status === 204 ? null : Buffer.concat(parts), { status, headers })
}

/** Asks once, by structured output where the server has it, else by JSON in a text; throws the SDK's errors. */
export function openEndpoint({ url, key, model, timeoutMs = 15_000 }: Endpoint) {
  // What is not given here the SDK would read from the environment.
  const client = new OpenAI({
    baseURL: url,
    apiKey: key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: timeoutMs,
    fetch: boundedFetch,
  })
  let structured = true
  return {
    structured: () => structured,
    /** The server knows no structured output: from now on without. */
    plain: () => {
      structured = false
    },
    ask: async (prompt: string, question: string): Promise<Answer> => {
      const shape = structured
        ? { response_format: zodResponseFormat(Phrased, 'phrased'), max_completion_tokens: MOST_TOKENS }
        : { max_tokens: MOST_TOKENS }
      const messages = [
        { role: 'system' as const, content: prompt },
        { role: 'user' as const, content: question },
      ]
      const signal = AbortSignal.timeout(timeoutMs)
      const came: unknown = await client.chat.completions.create(
        { model, messages, stream: false, ...shape },
        { signal },
      )
      return read(came as Partial<ChatCompletion> | null)
    },
  }
}

const Tokens = z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() })

function read(came: Partial<ChatCompletion> | null): Answer {
  const used = Tokens.safeParse(came?.usage)
  const content: unknown = came?.choices?.[0]?.message?.content
  return {
    text: typeof content === 'string' ? sentenceIn(content) : undefined,
    tokens: used.success ? { in: used.data.prompt_tokens, out: used.data.completion_tokens } : undefined,
  }
}

/** The sentence in the JSON of a text, which may stand in a fence or between words. */
function sentenceIn(content: string): string | undefined {
  try {
    const json: unknown = JSON.parse(content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1))
    const phrased = Phrased.safeParse(json)
    return phrased.success ? phrased.data.sentence : undefined
  } catch {
    return
  }
}
