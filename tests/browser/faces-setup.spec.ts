import { staffFace } from './world/face.ts'
import { expect, test } from './world/world.ts'

const MEERA = 'meera@kaveri.example'
const LONG = 'सोने की हस्तनिर्मित घड़ी, सीमित संस्करण with a strap of hand-stitched leather and a sapphire glass back'

// The pages on which an admin sets up a brand, read by axe in light and dark, on a desk and at 360 px.
test.describe.configure({ timeout: 600_000 })

test('faces: products, one product, its poster', async ({ world }) => {
  world.allow(/422/)
  const admin = await world.staff(MEERA)
  const answer = await admin.request.post('/api/products', {
    data: { key: 'of this press', name: LONG, zone: 'Asia/Kolkata', description: 'सोना' },
  })
  expect(answer.status()).toBe(200)
  await admin.goto('/crm/products')
  await expect(admin.getByRole('region', { name: 'Products' })).toBeVisible()
  await staffFace(admin, 'products')
  await admin.getByRole('button', { name: 'Add product' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Add product' }).click()
  await expect(admin.getByText('Enter a name')).toBeVisible()
  await staffFace(admin, 'add a product, without a name')
  await admin.getByRole('button', { name: 'Cancel' }).click()
  await admin.goto('/crm/products?search=nothing-of-that-name')
  await expect(admin.getByText('No product fits')).toBeVisible()
  await staffFace(admin, 'products, none found')

  await admin.goto('/crm/products')
  await admin.getByRole('link', { name: LONG }).click()
  await expect(admin.getByRole('heading', { name: 'Agents' })).toBeVisible()
  await expect(admin.getByLabel('Asha Menon')).toBeVisible()
  await staffFace(admin, 'a product')
  await admin.getByRole('radio', { name: 'At set hours' }).check()
  await admin.getByRole('button', { name: 'Remove 10:00 to 19:00 of Sunday' }).click()
  await admin.getByLabel('Monday, to').fill('09:00')
  await admin.getByLabel('Date', { exact: true }).fill('2030-12-25')
  await admin.getByRole('button', { name: 'Closed that day' }).click()
  await admin.getByLabel('Choose banner').setInputFiles({
    ...{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') },
  })
  await expect(admin.getByText('This is not a picture we can use')).toBeVisible()
  await staffFace(admin, 'a product, being changed')
  await admin.getByRole('button', { name: 'Change address' }).click()
  await admin.getByRole('dialog').getByLabel('Address').fill('Not a slug')
  await admin.getByRole('dialog').getByRole('button', { name: 'Change address' }).click()
  await expect(admin.getByRole('alert').filter({ hasText: 'single hyphens' })).toBeVisible()
  await staffFace(admin, 'change the address, wrongly')
  await admin.getByRole('button', { name: 'Cancel' }).click()
  await admin.getByRole('link', { name: 'Products' }).first().click()
  await expect(admin.getByText('Leave without saving?')).toBeVisible()
  await staffFace(admin, 'leave without saving')
  await admin.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(admin.getByRole('heading', { name: 'Products', level: 1 })).toBeVisible()

  for (const query of ['size=A4', 'size=A6&lang=hi&store=1']) {
    await admin.goto(`/crm/products/4/poster?${query}`)
    await expect(admin.getByRole('heading', { level: 1 })).toBeVisible()
    await staffFace(admin, `poster, ${query}`)
  }
})

test('faces: stores, settings, a user made inactive', async ({ world }) => {
  world.allow(/409|422/)
  const admin = await world.staff(MEERA)
  await admin.goto('/crm/stores')
  await expect(admin.getByRole('region', { name: 'Stores' })).toBeVisible()
  await staffFace(admin, 'stores')
  await admin.getByRole('button', { name: 'Add store' }).click()
  await expect(admin.getByRole('dialog')).toBeVisible()
  await staffFace(admin, 'add a store')
  await admin.getByRole('button', { name: 'Cancel' }).click()
  await admin.locator('[data-row-link]').first().click()
  await expect(admin.getByRole('button', { name: 'Make inactive' })).toBeVisible()
  await staffFace(admin, 'a store')

  await admin.goto('/crm/settings')
  await expect(admin.getByRole('heading', { name: 'Preview' })).toBeVisible()
  await staffFace(admin, 'settings')
  await admin.getByRole('textbox', { name: 'Colour', exact: true }).fill('#ffd400')
  await admin.getByLabel('Day', { exact: true }).fill('2026-11-08')
  await admin.getByLabel('Name of the holiday').fill('दीवाली')
  await admin.getByRole('button', { name: 'Add holiday' }).click()
  await admin.getByLabel('Support email').fill('nonsense')
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('Look at the marked fields')).toBeVisible()
  await staffFace(admin, 'settings, being changed')
  await admin.getByRole('button', { name: 'Discard' }).click()
  await expect(admin.getByText('Not saved yet')).toHaveCount(0)

  const busy = await admin.request.get('/api/users/2')
  expect(await busy.json()).toMatchObject({ invited: false, slots: [] })
  const { write } = world.running.app.database
  const now = world.now()
  // Beyond what the sample's rules have made: nobody has another slot then, whatever the hour of the run.
  const later = now + 100 * 24 * 3_600_000
  const at = { starts_at: later, ends_at: later + 1_800_000 }
  const slot = {
    product_id: 1,
    rule_id: null,
    day: '2026-01-16',
    ...at,
    capacity: 1,
    taken: 1,
    status: 'OPEN' as const,
  }
  const made = await write
    .insertInto('slot')
    .values({ ...slot, created_at: now })
    .executeTakeFirstOrThrow()
  const slot_id = Number(made.insertId)
  await write
    .insertInto('slot_user')
    .values({ slot_id, user_id: 2, starts_at: at.starts_at, busy_until: at.ends_at })
    .execute()
  const { id: demo_id } = await world.read.selectFrom('demo').select('id').limit(1).executeTakeFirstOrThrow()
  const booking = { slot_id, demo_id, token_hash: 'x', zone: 'UTC', pin_version: 1, pin_tries: 0, sequence: 0 }
  await write
    .insertInto('booking')
    .values({ ...booking, state: 'BOOKED', created_at: now })
    .execute()
  await admin.goto('/crm/users')
  await admin.getByRole('link', { name: 'Asha Menon' }).click()
  await admin.getByRole('button', { name: 'Make inactive' }).click()
  const dialog = admin.getByRole('dialog')
  await expect(dialog.getByText('One slot of theirs has a booking')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Make inactive' })).toBeDisabled()
  await staffFace(admin, 'a user with bookings made inactive')
  await dialog.getByLabel('Who takes them').selectOption('Ravi Iyer')
  await dialog.getByRole('button', { name: 'Make inactive' }).click()
  await expect(dialog).toHaveCount(0)
  const agents = world.read.selectFrom('slot_user').select('user_id').where('slot_id', '=', slot_id)
  expect(await agents.execute()).toEqual([{ user_id: 3 }])
})
