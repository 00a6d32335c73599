import { addDemo } from '../../../src/features/demos/actions/rows.ts'
import { asSystem, transact } from '../../../src/platform/context.ts'
import type { World } from './world.ts'

const MINUTE = 60_000

/** Adds pending demos of a product (of the sample's three), each of a customer of its own: Guest 0, Guest 1, and so on. */
export async function addDemos(world: World, count: number, product = 1): Promise<void> {
  const { app } = world.running
  await transact(asSystem(app), async (work) => {
    for (let n = 0; n < count; n++) {
      const at = world.now() - n * MINUTE
      const [name, email] = [`Guest ${n}`, `visitor-${n}@mail.example`]
      const person = { mobile: `+9170${String(n).padStart(8, '0')}`, name, email, email_key: email }
      const row = { ...person, zone: 'Asia/Kolkata', lang: 'en', created_at: at }
      const { insertId } = await work.db.insertInto('customer').values(row).executeTakeFirstOrThrow()
      await addDemo(work, {
        ...{ token: `guest-${n}`, customer_id: Number(insertId), product_id: product, type: 'LIVE', status: 'PENDING' },
        ...{ source: 'WEBSITE', name, email, remarks: '', device_log: '{}', feedback_hash: `guest-${n}` },
        ...{ requested_at: at, visited_at: at },
      })
    }
  })
}
