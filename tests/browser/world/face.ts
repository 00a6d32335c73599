import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { DESK, expect, PHONE } from './world.ts'

type Scheme = 'light' | 'dark'

interface Size {
  width: number
  height: number
}

/** What axe finds, short enough to read in a failed assertion. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => {
      const why = [...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; ')
      return `${id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} (${why})`
    }),
  )
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Everything that moves has come to rest: colours half-way through a fade are nobody's. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished.catch(() => undefined)),
    ),
  )
}

async function look(page: Page, name: string, size: Size, scheme: Scheme): Promise<void> {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await settled(page)
  expect.soft(await overflow(page), `${name} at ${size.width} px scrolls sideways`).toBeLessThanOrEqual(0)
  expect.soft(await violationsOf(page), `axe: ${name}, ${size.width} px, ${scheme}`).toEqual([])
}

/** A page that visitors open on phones: no violation in both schemes, nothing beside 360 px. */
export async function visitorFace(page: Page, name: string): Promise<void> {
  await look(page, name, PHONE, 'light')
  await look(page, name, PHONE, 'dark')
}

/** A page that staff work on: no violation in both schemes and at both sizes, nothing beside 360 px. */
export async function staffFace(page: Page, name: string): Promise<void> {
  await look(page, name, PHONE, 'dark')
  await look(page, name, DESK, 'dark')
  await look(page, name, DESK, 'light')
}
