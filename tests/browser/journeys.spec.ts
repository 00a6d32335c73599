import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { staffFace } from './world/face.ts'
import { expect, test } from './world/world.ts'

const MEERA = 'meera@kaveri.example'
const HEAD =
  'customer,timestamp,action,application,product,category,quantity,unit_price,final_price,currency,payment_mode,term'
const rows = [
  'Alex,2023-12-20T10:00:00Z,search,Amazon,,,,,,,,android tv',
  'Alex,2023-12-20T10:05:00Z,view,Amazon,Xiaomi TV 51 black,TV,,33000,,INR,,',
  'Alex,2023-12-22T09:00:00Z,view,Reliance,Xiaomi TV 51 black,TV,,32500,,INR,,',
  'Alex,2023-12-29T06:30:00Z,bag,Flipkart,Xiaomi TV 51 black,TV,1,31000,,INR,,',
  'Alex,2023-12-29T06:35:00Z,purchase,Flipkart,Xiaomi TV 51 black,TV,1,31000,31000,INR,COD,',
  'Max,2023-12-27T12:00:00Z,bag,Blinkit,Pink bottle,Bottles,4,120,,INR,,',
  'Asha,2023-12-30T12:00:00Z,view,Amazon,Kettle,Kitchen,,900,,INR,,',
]
const csv = `${[HEAD, ...rows].join('\n')}\n`

const folder = mkdtempSync(join(tmpdir(), 'journeys-folder-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
test.use({ settings: { PHYGITAL_JOURNEYS_FOLDERS: folder } })

test('an admin uploads histories, runs over them, reads both tables and a customer’s journeys', async ({ world }) => {
  test.slow()
  world.allow(/422/)
  const page = await world.staff(MEERA)
  await page.goto('/crm/journeys')
  await expect(page.getByText('No run yet')).toBeVisible()
  await staffFace(page, 'no run yet')
  await page.goto('/crm/journeys/insights')
  await expect(page.getByText('No run has finished yet')).toBeVisible()
  await staffFace(page, 'insights of no run')
  await page.goto('/crm/journeys/tables/purchases')
  await expect(page.getByText('No run has finished yet')).toBeVisible()
  await page.getByRole('link', { name: 'New run' }).click()

  await page.getByLabel('Upload file').setInputFiles({
    name: 'खरीद May.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv),
  })
  await expect(page.getByRole('list', { name: 'Chosen: Files' })).toContainText('खरीद May.csv')
  const first = page.getByRole('region', { name: 'First rows of खरीद May.csv' })
  await expect(first.getByRole('cell', { name: 'android tv' })).toBeVisible()
  const mapping = page.getByLabel('Mapping')
  await expect(mapping).toHaveValue(/time: timestamp/)
  await expect(page.getByRole('region', { name: 'खरीद May.csv as read' })).toContainText('PURCHASE')
  await staffFace(page, 'a new run with its first rows')
  const guessed = await mapping.inputValue()
  await mapping.fill('source: shop')
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('alert')).toContainText('The mapping: time')
  await mapping.fill(guessed)
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText('7 rows read: 1 purchases', { timeout: 30_000 })

  await page.getByRole('navigation', { name: 'Journeys' }).getByRole('link', { name: 'Purchases' }).click()
  await expect(page.getByRole('cell', { name: '31,000' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Amazon · Reliance' })).toBeVisible()
  await staffFace(page, 'purchases')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  expect((await download).suggestedFilename()).toBe('purchases.csv')

  await page.getByRole('navigation', { name: 'Journeys' }).getByRole('link', { name: 'Searches', exact: true }).click()
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Left in bag' }).click()
  await page.getByRole('menuitemradio', { name: 'Yes' }).click()
  await expect(page).toHaveURL(/left_in_bag=yes/)
  await expect(page.locator('[data-row-link]')).toHaveText(['Max'])
  await page.reload()
  await expect(page.locator('[data-row-link]')).toHaveText(['Max'])

  await page.goto('/crm/journeys/tables/purchases?search=alex')
  await page.locator('[data-row-link]').click()
  await expect(page.getByRole('heading', { name: 'Alex', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Insights' })).toContainText('INR 31,000')
  const journey = page.getByRole('list', { name: 'Journeys, the latest first' })
  await expect(journey).toContainText('Bought at Flipkart')
  for (const application of ['Amazon', 'Reliance', 'Flipkart']) await expect(journey).toContainText(application)
  await staffFace(page, 'a customer’s journeys')

  await page.getByRole('button', { name: 'Trace Xiaomi' }).click()
  const events = page.getByRole('region', { name: 'Events' })
  await expect(events).toContainText('5 events, in order', { timeout: 30_000 })
  await expect(events).toContainText('खरीद May.csv, line 3')
  await expect(events.getByRole('row', { name: /^Product Xiaomi TV 51 black/ }).first()).toBeVisible()
  await staffFace(page, 'the trace of a journey')
  await page.keyboard.press('Escape')
  await expect(events).toHaveCount(0)

  await page.goto('/crm/journeys/insights')
  await expect(page.getByRole('region', { name: 'Where they look first' })).toContainText('Flipkart')
  const bags = page.getByRole('region', { name: 'Left in bags' })
  await expect(bags).toContainText('INR 480')
  await staffFace(page, 'insights')
  await bags.getByRole('link', { name: 'All rows: Left in bags' }).click()
  await expect(page.getByRole('heading', { name: 'Left in bags', level: 1 })).toBeVisible()
  await expect(page.getByRole('cell', { name: '480' })).toBeVisible()
  await page.getByRole('link', { name: 'Insights' }).last().click()
  await expect(page.getByRole('heading', { name: 'Insights', level: 1 })).toBeVisible()
  await page.goto('/crm/journeys/report')
  await expect(page.getByRole('row', { name: /Rows read/ })).toContainText('7')
  await staffFace(page, 'the cleaning')
})

test('a file that is none is told as such; folders are picked from; agents see none of it', async ({ world }) => {
  writeFileSync(join(folder, 'bad.csv'), 'PK\u0003\u0004 not a list')
  writeFileSync(join(folder, 'good.csv'), csv)
  const page = await world.staff(MEERA)
  world.allow(/422/)
  await page.goto('/crm/journeys/new')
  const pick = async (name: string) => {
    await page.getByRole('button', { name: 'Pick from folders' }).click()
    await page.getByRole('dialog').getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('button', { name }).click()
  }
  await pick('bad.csv')
  await expect(page.getByRole('alert')).toContainText('bad.csv is a zip archive or a spreadsheet')
  await page.getByRole('button', { name: 'Leave out bad.csv' }).click()
  await pick('good.csv')
  await expect(page.getByLabel('Mapping')).toHaveValue(/timestamp/)
  await page
    .getByLabel('Mapping')
    .fill((await page.getByLabel('Mapping').inputValue()).replace(/- iso/, '- "%d/%m/%Y"'))
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText(/rows cannot be read/, { timeout: 30_000 })
  await staffFace(page, 'a run that failed')

  const agent = await world.staff('asha@kaveri.example')
  await agent.goto('/crm/journeys')
  await expect(agent.getByText('There is no such page')).toBeVisible()
  await expect(agent.getByRole('link', { name: 'Journeys' })).toHaveCount(0)
})
