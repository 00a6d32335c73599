import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { Visits } from '../../../tests/support/visits.ts'
import { transact } from '../../platform/context.ts'
import { recordConsents } from './actions.ts'

eachDatabase('consents', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const { id } = await visits.visitor()
    const agree = (terms: string, privacy: string, news = false) =>
      transact(visits.system, (work) => recordConsents(work, id, { terms, privacy, news, at: work.now }))
    const kept = async () =>
      (await visits.database.read.selectFrom('consent').selectAll().orderBy('id').execute()).map(
        (row) => `${row.document} ${row.version}`,
      )
    return { visits, agree, kept }
  }

  test('each document counts for itself, also when their versions are called the same', async () => {
    const { agree, kept } = await stage()
    await agree('1', '1')
    expect(await kept()).toEqual(['TERMS 1', 'PRIVACY 1'])
    await agree('1', '2')
    expect(await kept()).toEqual(['TERMS 1', 'PRIVACY 1', 'PRIVACY 2'])
    await agree('1', '2', true)
    expect((await kept()).at(-1)).toBe('NEWS 2')
  })

  test('what was withdrawn is recorded anew when it is given again', async () => {
    const { visits, agree, kept } = await stage()
    await agree('1', '1', true)
    const news = visits.database.write.updateTable('consent').set({ withdrawn_at: 1 }).where('document', '=', 'NEWS')
    await news.execute()
    await agree('1', '1', true)
    expect(await kept()).toEqual(['TERMS 1', 'PRIVACY 1', 'NEWS 1', 'NEWS 1'])
  })
})
