import { setSetting } from '../features/brand/actions.ts'
import { addProduct } from '../features/products/actions.ts'
import { dayIn } from '../features/products/rules.ts'
import { addRule } from '../features/slots/actions/rules.ts'
import { ruleInput } from '../features/slots/schema.ts'
import { addStore } from '../features/stores/actions.ts'
import { addUser } from '../features/users/actions.ts'
import type { App } from '../platform/context.ts'
import { asSystem, transact } from '../platform/context.ts'
import { brand, documents, products, slotRules, staff, store } from './sample-brand.ts'
import { addHistory } from './sample-history.ts'
import { keepPasswords, newPassword, type TrialSecrets } from './trial.ts'

/** Fills an empty trial with the sample brand; a database that has a user is left alone. */
export async function prepareSample({ app, trial }: { app: App; trial: TrialSecrets | undefined }): Promise<void> {
  if (!trial) return
  const taken = await app.database.read.selectFrom('user').select('id').limit(1).executeTakeFirst()
  if (taken) return
  for (const { email } of staff) trial.passwords[email] ??= newPassword()
  // Before the users are there: passwords nobody can read are worse than ones nobody has yet.
  keepPasswords(app.config.DATA_DIR, trial)
  const ctx = asSystem(app)
  // All of it or nothing: a start that was killed begins anew.
  await transact(ctx, async (work) => {
    await setSetting(ctx, 'brand', brand)
    await setSetting(ctx, 'documents', documents)
    const storeId = (await addStore(ctx, store)).id
    const productIds: number[] = []
    for (const product of products) productIds.push((await addProduct(ctx, product)).id)
    const userIds: number[] = []
    const agents = new Map<string, number>()
    for (const { name, email, role } of staff) {
      const own = role === 'AGENT' ? productIds : []
      const added = await addUser(ctx, { name, email, role, products: own, password: trial.passwords[email]! })
      userIds.push(added.id)
      agents.set(email, added.id)
    }
    for (const { product, agent, clocks, capacity } of slotRules) {
      const users = [agents.get(agent)!]
      const rule = { productId: productIds[product]!, lengthMin: 30, days: 'DAILY' as const, capacity, users }
      const firstDate = dayIn(brand.zone, app.now())
      for (const clock of clocks) await addRule(ctx, ruleInput.parse({ ...rule, clock, firstDate }))
    }
    await addHistory(app, work.db, { productIds, userIds, storeId })
  })
}

/** What to open, for whom, with which password. */
export function printTrial(url: string, trial: TrialSecrets): void {
  const [product] = products
  const lines = [
    '',
    `  ${brand.name}: a trial. Nothing leaves this machine.`,
    '',
    `  Visitor        ${url}/demo/${product!.slug}`,
    `  Visitor phone  ${url}/phone${url.startsWith('https') ? `?key=${trial.phoneKey}` : ''}   (codes and links arrive here)`,
    `  Staff          ${url}/crm`,
    '',
    ...staff.map(
      ({ email, role }) =>
        `  ${role.toLowerCase().padEnd(6)} ${email.padEnd(24)} ${trial.passwords[email] ?? '(changed)'}`,
    ),
    '',
    '  Stop with Ctrl-C.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
