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
  await expect(page.getByRole('list', { name: 'Runs' })).toContainText('7 rows read: 1 purchase,', { timeout: 30_000 })

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
  writeFileSync(join(folder, 'other.csv'), 'Customer,Date,Event,Product Name\nAlex,01/02/2023,viewed,Kettle\n')
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
  await page
    .getByLabel('Upload file')
    .setInputFiles({ name: 'none.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) })
  await expect(page.getByRole('alert')).toContainText('The file is empty. Choose another.')
  // Another file instead of one is read as it is, not by the mapping and the questions of the one before it.
  await pick('other.csv')
  await expect(page.getByLabel('Mapping')).toHaveValue(/product: Product Name/)
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('alert')).toContainText('has open questions')
  await expect(page).toHaveURL(/journeys\/new/)
  await page.getByRole('button', { name: 'Leave out other.csv' }).click()
  await pick('good.csv')
  await expect(page.getByLabel('Mapping')).toHaveValue(/timestamp/)
  await expect(page.getByRole('group', { name: /1 February or 2 January/ })).toHaveCount(0)
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

const named = [
  'Asha,2024-01-01T10:00:00Z,view,Amazon,Steel Water Bottle Red,,,,,,,',
  'Asha,2024-01-01T10:01:00Z,view,Amazon,Water Bottle Steel,,,,,,,',
  'Ravi,2024-01-01T10:02:00Z,view,Amazon,Zed Lamp,,,,,,,',
  'Zoe,2024-01-02T10:00:00Z,view,Amazon,Kettle,,,,,,,',
]

test('an admin says what names are and who is one customer; the next run goes by it', async ({ world }) => {
  test.slow()
  writeFileSync(join(folder, 'named.csv'), `${[HEAD, ...named].join('\n')}\n`)
  writeFileSync(join(folder, 'links.csv'), 'kind,id,customer\ncustomer,Ravi,Asha\n')
  const page = await world.staff(MEERA)
  await page.goto('/crm/journeys/corrections')
  await expect(page.getByText('No run has finished yet')).toBeVisible()
  await page.goto('/crm/journeys/new')
  const pick = async (name: string) => {
    await page.getByRole('button', { name: 'Pick from folders' }).last().click()
    await page.getByRole('dialog').getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('button', { name }).click()
  }
  await pick('named.csv')
  await expect(page.getByLabel('Mapping')).toHaveValue(/timestamp/)
  await page.getByLabel('By a file of links').check()
  await expect(page.getByRole('button', { name: 'Start run' })).toBeDisabled()
  await pick('links.csv')
  await staffFace(page, 'a new run with links')
  await page.getByRole('button', { name: 'Start run' }).click()
  const list = page.getByRole('list', { name: 'Runs' })
  await expect(list).toContainText('customers merged by links.csv')
  await expect(list).toContainText('4 rows read', { timeout: 30_000 })
  await staffFace(page, 'a run with links')
  const customers = async () => {
    await page.goto('/crm/journeys/tables/searches?sort=product')
    return page.locator('[data-row-link]')
  }
  await expect(await customers()).toHaveText(['Asha', 'Asha'])

  await page.getByRole('navigation', { name: 'Journeys' }).getByRole('link', { name: 'Corrections' }).click()
  const products = page.getByRole('list', { name: 'Products' })
  await expect(products).toContainText('Steel Water Bottle Red')
  await expect(products).toContainText('93 % sure')
  await staffFace(page, 'what was merged')
  await page.getByRole('button', { name: 'Correct Steel Water Bottle' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Change something first.')).toBeVisible()
  await dialog.getByLabel('Water Bottle Steel is another product').check()
  await dialog.getByLabel('Colour of Steel Water Bottle Red').fill('Crimson')
  await dialog.getByLabel('Category').fill('Kitchen > Bottles')
  await staffFace(page, 'a correction')
  await dialog.getByRole('button', { name: 'Keep for the next run' }).click()
  const said = page.getByRole('list', { name: 'What you said' })
  await expect(said).toContainText('Water Bottle Steel is a product of its own')
  await expect(page.getByText('3 changes not in the tables yet')).toBeVisible()
  await staffFace(page, 'corrections that wait')
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(list.getByText('4 rows read')).toHaveCount(2, { timeout: 30_000 })
  await expect(list).toContainText('The last result, made anew')
  await expect(await customers()).toHaveText(['Asha', 'Asha', 'Asha'])
  await page.goto('/crm/journeys/tables/searches?columns=customer,product,colour')
  await expect(page.getByRole('cell', { name: 'Crimson' })).toBeVisible()
  await page.goto('/crm/journeys/corrections')
  await expect(page.getByText('The tables go by everything you have said.')).toBeVisible()
  await page.getByRole('button', { name: 'Take back: Water Bottle Steel' }).click()
  await expect(page.getByText('1 change not in the tables yet')).toBeVisible()

  // Merging is switched off again by asking for the first run without its links.
  await page.goto('/crm/journeys')
  await page.getByRole('link', { name: 'Run again: named.csv' }).click()
  await expect(page.getByRole('list', { name: 'Chosen: links' })).toContainText('links.csv')
  await page.getByLabel('No: customers stay as the files have them').check()
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect(list.getByText('4 rows read')).toHaveCount(3, { timeout: 30_000 })
  await expect(await customers()).toHaveText(['Asha', 'Ravi'])
})
