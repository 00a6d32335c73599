import { expect, it } from 'vitest'
import { guessCategory, mapPath } from './categories.ts'
import { shippedModel, shippedNames, trainModel } from './category-model.ts'
import { LABELLED, LEAVES } from './taxonomy.ts'

it('every sub-category has labelled names, and no name stands under two', () => {
  expect(Object.keys(LABELLED).sort()).toEqual(LEAVES.map(({ subCategory }) => subCategory).sort())
  const names = Object.values(LABELLED).flat()
  expect(new Set(names).size).toBe(names.length)
  expect(Math.min(...Object.values(LABELLED).map((list) => list.length))).toBeGreaterThanOrEqual(8)
})

it('the probabilities of a name add up to one', () => {
  const likely = shippedModel().predict('boat airdopes 141 earbuds')
  expect(likely.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1)
  expect(LEAVES[likely.indexOf(Math.max(...likely))]!.subCategory).toBe('Headphones')
})

it('is as sure as it is right, on names it was not trained on (five-fold)', () => {
  const names = shippedNames()
  const judged = Array.from({ length: 5 }, (_, fold) => {
    const model = trainModel(names.filter((_, i) => i % 5 !== fold))
    return names
      .filter((_, i) => i % 5 === fold)
      .map(([name, leaf]) => {
        const likely = model.predict(name)
        const best = likely.indexOf(Math.max(...likely))
        return { sure: likely[best]!, right: LEAVES[best]!.category === LEAVES[leaf]!.category }
      })
  }).flat()
  const sure = judged.filter((one) => one.sure >= 0.8)
  expect(sure.length / judged.length).toBeGreaterThan(0.35)
  expect(sure.filter(({ right }) => right).length / sure.length).toBeGreaterThan(0.9)
})

it('says nothing of words it does not know', () => {
  expect(guessCategory('Qwrtz 3000', 0.8).confidence).toBeLessThan(0.8)
})

it.each([
  ['Home/Apparel/', 'Clothing', null],
  ["Home/Apparel/Men's/Men's-T-Shirts/", 'Clothing', 'T-Shirts'],
  ['Home/Accessories/Drinkware/', 'Home and Kitchen', 'Bottles and Drinkware'],
  ['Electronics > Mobiles', 'Electronics', 'Smartphones'],
  ['Home & Kitchen', 'Home and Kitchen', null],
  ['Home', 'Home and Kitchen', null],
])('maps %s', (path, category, subCategory) => expect(mapPath(path)).toMatchObject({ category, subCategory }))

it.each(['Home/Shop by Brand/YouTube/', '(not set)', 'Fun Zone', ''])('does not map %j', (path) =>
  expect(mapPath(path)).toBeNull(),
)
