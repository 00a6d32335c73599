import type { IncomingHttpHeaders } from 'node:http'
import { isbot } from 'isbot'
import { type Database, wasInserted } from '../../database/database.ts'
import type { Context } from '../../platform/context.ts'
import { dayIn } from '../products/rules.ts'

export interface PageView {
  product: { id: number; zone: string }
  /** Token of the browser's cookie. */
  browser: string
  method: string
  headers: IncomingHttpHeaders
}

const SEEN = 5000
/** Views this process has counted: most reloads need no write. */
const counted = new WeakMap<Database, Set<string>>()

/** A person looking: not a HEAD, a browser fetching ahead, or a program that says it is one (or nothing). */
function isPerson({ method, headers }: Pick<PageView, 'method' | 'headers'>): boolean {
  const agent = headers['user-agent']
  const ahead = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].join(' ')
  return method === 'GET' && Boolean(agent) && !isbot(agent) && !/prefetch|preview|prerender/i.test(ahead)
}

/**
 * Counts a visitor of a product's page: once per browser, product and day in the product's zone. A write of its own that
 * never fails, so that the page need not wait for it.
 */
export async function countFootfall(ctx: Context, view: PageView): Promise<void> {
  if (!isPerson(view)) return
  const row = {
    product_id: view.product.id,
    day: dayIn(view.product.zone, ctx.now()),
    visitor_hash: ctx.keys.mac('footfall', view.browser),
  }
  const seen = counted.get(ctx.database) ?? new Set()
  counted.set(ctx.database, seen)
  const key = Object.values(row).join(' ')
  if (seen.has(key)) return
  try {
    await wasInserted(ctx.database.write.insertInto('footfall').values(row))
    if (seen.size >= SEEN) seen.clear()
    seen.add(key)
  } catch (error) {
    ctx.log.warn({ err: error }, 'footfall not counted')
  }
}
