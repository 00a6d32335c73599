import type { Page } from '@playwright/test'
import { latinWords } from '../support/latin-words.ts'
import { visitorFace } from './world/face.ts'
import { admit, ananya, codeOf, expectFrames, type Person, TARA, vikram, wrongOf } from './world/steps.ts'
import { expect, test, type World } from './world/world.ts'

const HINDI = { locale: 'hi-IN' }
/** Chromium's made-up devices. */
const devices = [
  'Fake Default',
  'Fake Audio',
  'Fake',
  'default',
  'Default',
  'fake_device_0',
  'Monitor',
  'Input',
  'Output',
]

/** What the brand's own data says stays as it was written. */
async function brandWords({ read }: World): Promise<string[]> {
  const [products, stores, users] = await Promise.all([
    read.selectFrom('product').select(['name', 'description']).execute(),
    read.selectFrom('store').select(['name', 'city']).execute(),
    read.selectFrom('user').select('name').execute(),
  ])
  return ['Kaveri Living', ...[...products, ...stores, ...users].flatMap((row) => Object.values(row))]
}

/** Nothing of the page is said in English, to eyes or to screen readers. */
async function expectHindi(world: World, page: Page, what: string): Promise<void> {
  const said = await page.evaluate(() => {
    const marks = ['aria-label', 'placeholder', 'title', 'alt']
    const labels = [...document.querySelectorAll('body *')].flatMap((element) =>
      marks.map((mark) => element.getAttribute(mark) ?? ''),
    )
    return [document.body.innerText, ...labels].join('\n')
  })
  expect.soft(latinWords(said, [...(await brandWords(world)), ...devices, ananya.name, ananya.email]), what).toEqual([])
  expect(await page.locator('html').getAttribute('lang')).toBe('hi')
}

const hindiSwitch = (page: Page) => page.getByRole('link', { name: 'हिन्दी' })

async function fill(page: Page, person: Person): Promise<void> {
  await page.getByLabel('नाम').fill(person.name)
  await page.getByLabel('ईमेल').fill(person.email)
  await page.getByLabel('मोबाइल नंबर').fill(person.mobile)
  await page.getByRole('checkbox', { name: /सहमत/ }).check()
}

async function intoLobby(world: World, page: Page, person: Person): Promise<void> {
  await page.goto(TARA)
  await fill(page, person)
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, person.mobile))
  await page.getByRole('button', { name: 'अभी लाइव जुड़ें' }).click()
  await expect(page).toHaveURL(/\/lobby$/)
}

test.describe.configure({ timeout: 300_000 })

test('a visitor whose browser asks for Hindi reads Hindi from the form to the thanks', async ({ world }) => {
  world.allow(/422/)
  const agent = await world.liveStaff()
  const page = await world.page(HINDI)
  await page.goto('/')
  await expectHindi(world, page, 'products')
  await page.goto(TARA)
  await expectHindi(world, page, 'product page')
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await expect(page.getByText('अपना नाम लिखें').first()).toBeVisible()
  await expectHindi(world, page, 'said by the script')
  await visitorFace(page, 'product page in Hindi')
  await fill(page, ananya)
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await expect(page.getByText(/कोड [12]:\d\d तक और चलेगा/)).toBeVisible()
  await expectHindi(world, page, 'code')
  await visitorFace(page, 'code in Hindi')
  const code = await codeOf(world, ananya.mobile)
  expect(await world.message(ananya.mobile)).toContain('इसे किसी को न बताएँ')
  await page.getByLabel('OTP', { exact: true }).fill(wrongOf(code))
  await page.getByRole('button', { name: 'अभी लाइव जुड़ें' }).click()
  await expect(page.getByText('4 कोशिशें बाकी हैं').first()).toBeVisible()
  await expectHindi(world, page, 'wrong code')
  await page.getByLabel('OTP', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'अभी लाइव जुड़ें' }).click()
  await expect(page).toHaveURL(/\/lobby$/)

  await expect(page.getByRole('button', { name: 'जुड़ने के लिए कहें' })).toBeEnabled()
  await expectHindi(world, page, 'lobby')
  await visitorFace(page, 'lobby in Hindi')
  await page.getByRole('button', { name: 'डिवाइस' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectHindi(world, page, 'devices')
  await visitorFace(page, 'devices in Hindi')
  await page.getByRole('button', { name: 'हो गया' }).click()
  await page.getByRole('button', { name: 'जुड़ने के लिए कहें' }).click()
  await expect(page.getByText('अगली बारी आपकी है')).toBeVisible()
  await expectHindi(world, page, 'waiting')
  await visitorFace(page, 'waiting in Hindi')

  await admit(agent)
  await expectFrames(page)
  await expect(agent.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('toolbar', { name: 'कॉल के बटन' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'English' })).toHaveCount(0)
  await expectHindi(world, page, 'call')
  await visitorFace(page, 'call in Hindi')
  await page.getByRole('button', { name: 'चैट' }).click()
  await page.getByRole('textbox', { name: 'मैसेज' }).fill('यह कितनी आवाज़ करती है?')
  await page.keyboard.press('Enter')
  await expect(page.getByText('यह कितनी आवाज़ करती है?').first()).toBeVisible()
  await expectHindi(world, page, 'chat')
  await visitorFace(page, 'chat in Hindi')
  await page.getByRole('button', { name: 'बंद करें' }).click()
  await page.getByRole('button', { name: 'बाहर जाएँ' }).click()

  await expect(page).toHaveURL(/\/feedback\//)
  await page.getByRole('button', { name: 'भेजें' }).click()
  await expect(page.getByText('1 से 10 तक कोई नंबर चुनें').first()).toBeVisible()
  await page.getByLabel('सुझाव').fill('बहुत अच्छा')
  await expect(page.getByText('190 अक्षर बाकी')).toBeVisible()
  await expectHindi(world, page, 'feedback')
  await visitorFace(page, 'feedback in Hindi')
  for (const [group, name] of [
    ['कुल अनुभव', '9'],
    ['दूसरों को सलाह', '10'],
    ['आने का कारण', 'खरीदना'],
  ] as const) {
    await page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true }).check()
  }
  await page.getByRole('button', { name: 'भेजें' }).click()
  await expect(page.getByRole('heading', { name: 'धन्यवाद' })).toBeVisible()
  await expectHindi(world, page, 'thanks')
  await visitorFace(page, 'thanks in Hindi')
  expect(await world.read.selectFrom('customer').select('lang').where('mobile', '=', ananya.mobile).execute()).toEqual([
    { lang: 'hi' },
  ])
})

test('the switch keeps the page, its address and what was typed, and is remembered', async ({ world }) => {
  world.allow(/404|422/)
  const page = await world.page()
  await page.goto(`${TARA}?source=store&store=1`)
  await page.getByLabel('Name').fill(ananya.name)
  await page.getByRole('checkbox', { name: /I agree/ }).check()
  await hindiSwitch(page).click()
  await expect(page.getByLabel('नाम')).toHaveValue(ananya.name)
  await expect(page.getByRole('checkbox', { name: /सहमत/ })).toBeChecked()
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(`${TARA}?source=store&store=1`)
  await expect(hindiSwitch(page)).toHaveAttribute('aria-current', 'true')
  await expect(page.getByText('आपका स्टोर: Kaveri Living, Indiranagar')).toBeVisible()

  await fill(page, { ...ananya, mobile: '12' })
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await expect(page.getByText('अंक जाँच लें').first()).toBeVisible()
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByLabel('Mobile number')).toHaveValue('12')
  await page.getByLabel('Mobile number').fill(ananya.mobile)
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await expect(page.getByLabel('OTP', { exact: true })).toBeVisible()
  expect(await world.message(ananya.mobile)).toContain('Do not share it')

  await hindiSwitch(page).click()
  await expect(page.getByRole('heading', { name: 'कोड डालें' })).toBeVisible()
  world.advance(31_000)
  await page.reload()
  await page.getByRole('button', { name: 'OTP दोबारा भेजें' }).click()
  await expect(page.getByText('दोबारा भेजा गया')).toBeVisible()
  expect(await world.message(ananya.mobile, 1)).toContain('किसी को न बताएँ')
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile, 1))
  await page.getByRole('button', { name: 'डेमो का समय चुनें' }).click()
  await expectHindi(world, page, 'schedule')

  for (const path of ['/', '/terms', '/demo/nothing-like-it', '/nothing-at-all?x=1', '/feedback/nothing']) {
    await page.goto(path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'hi')
    await page.getByRole('link', { name: 'English' }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(page).toHaveURL(path)
    await hindiSwitch(page).click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'hi')
  }
  await page.goto('/crm/login')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(hindiSwitch(page)).toHaveCount(0)
})

test('in the queue the switch keeps the place, and messages follow it', async ({ world }) => {
  const agent = await world.liveStaff()
  const page = await world.page(HINDI)
  await intoLobby(world, page, vikram)
  await page.getByRole('button', { name: 'जुड़ने के लिए कहें' }).click()
  await expect(page.getByText('अगली बारी आपकी है')).toBeVisible()
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByText('You are next')).toBeVisible()
  const lang = () => world.read.selectFrom('customer').select('lang').where('mobile', '=', vikram.mobile).execute()
  expect(await lang()).toEqual([{ lang: 'en' }])
  await hindiSwitch(page).click()
  await expect(page.getByText('अगली बारी आपकी है')).toBeVisible()
  expect(await lang()).toEqual([{ lang: 'hi' }])
  expect(await world.read.selectFrom('knock').select('state').execute()).toEqual([{ state: 'WAITING' }])
  // Untouched, the expert's words come in the visitor's language.
  await agent.getByRole('button', { name: 'Reject' }).first().click()
  await agent.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
  await expect(page.getByText('किसी और से बात कर रहे हैं')).toBeVisible()
  await expectHindi(world, page, 'rejected')
  await visitorFace(page, 'rejected in Hindi')
})

test('without script: the switch, the form, its errors and the code, in Hindi', async ({ world }) => {
  world.allow(/422/)
  const page = await world.page({ javaScriptEnabled: false })
  await page.goto(`${TARA}?source=store&store=1`)
  await hindiSwitch(page).click()
  await expect(page).toHaveURL(`${TARA}?source=store&store=1`)
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await expect(page.getByRole('alert').getByText('अपना मोबाइल नंबर लिखें')).toBeVisible()
  await expectHindi(world, page, 'errors of the server')
  await fill(page, ananya)
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await expect(page.getByRole('heading', { name: 'कोड डालें' })).toBeVisible()
  await expectHindi(world, page, 'code without script')
  const code = await codeOf(world, ananya.mobile)
  await page.getByLabel('OTP', { exact: true }).fill(wrongOf(code))
  await page.getByRole('button', { name: 'अभी लाइव जुड़ें' }).click()
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Enter the code' })).toBeVisible()
  await hindiSwitch(page).click()
  await page.getByLabel('OTP', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'अभी लाइव जुड़ें' }).click()
  await expect(page).toHaveURL(/\/live/)
  await expectHindi(world, page, 'nobody live')
})
