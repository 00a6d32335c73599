import { readFileSync } from 'node:fs'
import { setSetting } from '../features/brand/actions.ts'
import { addProduct } from '../features/products/actions.ts'
import { findProduct } from '../features/products/reads.ts'
import { addRule } from '../features/slots/actions/rules.ts'
import { ruleInput } from '../features/slots/schema.ts'
import { addStore } from '../features/stores/actions.ts'
import { userIds } from '../features/users/reads.ts'
import { type Context, transact } from '../platform/context.ts'
import { AppError, checked } from '../platform/errors.ts'

const settings = ['brand', 'documents', 'holidays', 'quiet', 'sms'] as const

/**
 * Sets up an installation from a file: settings replace what is there, products, stores and slot rules are added.
 * Answers a line for each thing done. Throws AppError `invalid` for a file that is no JSON, `conflict` for a taken name.
 */
export async function setUp(ctx: Context, file: string): Promise<string[]> {
  const given = readJson(file)
  // All of it or nothing: a mended file can be given again.
  return transact(ctx, () => setAll(ctx, given))
}

async function setAll(ctx: Context, given: Record<string, unknown>): Promise<string[]> {
  const done: string[] = []
  for (const key of settings) {
    if (given[key] === undefined) continue
    await setSetting(ctx, key, given[key])
    done.push(`${key} is set`)
  }
  for (const store of listOf(given.stores)) {
    await addStore(ctx, store as never)
    done.push(`store added: ${String((store as { name?: unknown }).name)}`)
  }
  for (const product of listOf(given.products)) {
    const { slug } = await addProduct(ctx, product as never)
    done.push(`product added: /demo/${slug}`)
  }
  for (const rule of listOf(given.rules)) done.push(await addGivenRule(ctx, rule as Record<string, unknown>))
  return done
}

/** A slot rule whose product is named by its slug and whose agents by their e-mail. */
async function addGivenRule(ctx: Context, { product, agents, ...rule }: Record<string, unknown>): Promise<string> {
  const [productId] = await productIds(ctx, [String(product)])
  const users = await userIds(ctx, listOf(agents).map(String))
  const input = checked(ruleInput, { ...rule, productId, users })
  await addRule(ctx, input)
  return `rule added: ${String(product)} at ${input.clock}`
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function readJson(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new AppError('invalid', `${file} cannot be read as JSON (${(cause as Error).message}).`, { cause })
  }
}

/** The products of these slugs. Throws `not_found` naming one that does not exist. */
export async function productIds(ctx: Context, slugs: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const slug of slugs) {
    const found = await findProduct(ctx, slug.trim())
    if (!found || !('product' in found)) throw new AppError('not_found', `There is no product "${slug}".`)
    ids.push(found.product.id)
  }
  return ids
}
