import lighthouse from 'lighthouse'
import { launchChromium } from '../../../tests/support/chromium.ts'
import { freePort } from '../../../tests/support/program.ts'
import { median } from '../bars.ts'

export interface Scores {
  performance: number
  accessibility: number
  /** What cost accessibility points, by audit. */
  faults: string[]
}

/** Lighthouse's mobile scores (0 to 100), each the median of `runs`. The cookies go with every request. */
export async function lighthouseScores(
  pages: { name: string; url: string; headers: Record<string, string> }[],
  runs: number,
): Promise<Map<string, Scores>> {
  const port = await freePort()
  const browser = await launchChromium({ args: [`--remote-debugging-port=${port}`] })
  try {
    const scores = new Map<string, Scores>()
    for (const { name, url, headers } of pages) {
      const seen = { performance: [] as number[], accessibility: [] as number[] }
      const faults = new Set<string>()
      for (let run = 0; run < runs; run++) {
        const result = await lighthouse(url, {
          port,
          logLevel: 'error',
          onlyCategories: ['performance', 'accessibility'],
          extraHeaders: headers,
        })
        const report = result?.lhr
        if (!report || report.runtimeError) throw new Error(`${name}: ${report?.runtimeError?.message ?? 'no report'}`)
        for (const key of ['performance', 'accessibility'] as const) {
          seen[key].push(Math.round((report.categories[key]?.score ?? 0) * 100))
        }
        for (const { id } of report.categories.accessibility?.auditRefs ?? []) {
          const score = report.audits[id]?.score
          if (score !== null && score !== undefined && score < 1) faults.add(id)
        }
      }
      scores.set(name, {
        performance: median(seen.performance),
        accessibility: median(seen.accessibility),
        faults: [...faults],
      })
    }
    return scores
  } finally {
    await browser.close()
  }
}
