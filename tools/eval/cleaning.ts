import { NO_CORRECTIONS } from '../../src/journeys/cleaning/corrections.ts'
import { type Placed, placeProduct } from '../../src/journeys/cleaning/place.ts'
import { type CleanName, cleanNames, MIN_CONFIDENCE } from '../../src/journeys/cleaning/products.ts'
import { LABELLED, LEAVES } from '../../src/journeys/cleaning/taxonomy.ts'
import { openBars } from '../bench/bars.ts'
import heldOut from './cleaning/categories.json' with { type: 'json' }
import labelled from './cleaning/names.json' with { type: 'json' }

type CleanProduct = Omit<CleanName, 'confidence'> & Placed

/** Names without any other cell, as they are in the end. */
function clean(products: readonly string[]): CleanProduct[] {
  const rows = products.map((product, n) => ({ n, source: 'eval', product, productId: null, brand: null, events: 1 }))
  return cleanNames(rows, NO_CORRECTIONS, MIN_CONFIDENCE)
    .names.sort((a, b) => a.n - b.n)
    .map((name) => ({ ...name, ...placeProduct(name.product, NO_CORRECTIONS, MIN_CONFIDENCE) }))
}
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** Of the cells that should be there, how many are right (found), and of those given, how many are right (precision). */
function judge(task: 'brand' | 'colour' | 'size' | 'subCategory', products: readonly CleanProduct[]) {
  const wrong: string[] = []
  let should = 0
  let given = 0
  let right = 0
  for (const [i, { name, ...label }] of labelled.entries()) {
    if (label[task] === null && task === 'subCategory') continue
    const answer = products[i]![task]
    if (label[task] !== null) should++
    if (answer !== null) given++
    if (answer !== null && answer === label[task]) right++
    if (answer !== label[task]) wrong.push(`  ${name}: ${task} ${answer ?? 'none'}, should be ${label[task] ?? 'none'}`)
  }
  console.log(`${task}: ${right} of ${should} found, ${given} given`)
  for (const line of wrong) console.log(line)
  return { found: right / should, precision: right / given }
}

/** Over all pairs of labelled names: is it one product, and was it made one. */
function judgeMerges(products: readonly CleanProduct[]) {
  let both = 0
  let made = 0
  let should = 0
  for (const [i, a] of labelled.entries()) {
    for (const [j, b] of labelled.entries()) {
      if (j <= i) continue
      const isOne = a.product === b.product
      const isMade = products[i]!.product === products[j]!.product
      should += Number(isOne)
      made += Number(isMade)
      both += Number(isOne && isMade)
      if (isOne !== isMade) console.log(`  ${isMade ? 'merged in error' : 'left apart'}: ${a.name} | ${b.name}`)
    }
  }
  console.log(`variants merged: ${both} of ${should} pairs, ${made} made`)
  return { precision: both / made, recall: both / should }
}

function judgeCategories() {
  const known = new Set(
    Object.values(LABELLED)
      .flat()
      .map((name) => name.toLowerCase()),
  )
  const rows = Object.entries(heldOut).flatMap(([subCategory, names]) => {
    const { category } = LEAVES.find((leaf) => leaf.subCategory === subCategory)!
    return names.map((name) => ({ name, category, subCategory }))
  })
  const seen = rows.filter(({ name }) => known.has(name.toLowerCase()))
  if (seen.length > 0) throw new Error(`In the training set too: ${seen.map(({ name }) => name).join(', ')}`)
  // One at a time, so that no name helps another.
  const answers = rows.map(({ name }) => clean([name])[0]!)
  const answered = rows.filter((_, i) => answers[i]!.category !== null)
  const right = rows.filter(({ category }, i) => answers[i]!.category === category)
  const subRight = rows.filter(({ subCategory }, i) => answers[i]!.subCategory === subCategory)
  const bands = [0.8, 0.9, 0.95, 0.99, 1.001]
  for (const [i, from] of bands.slice(0, -1).entries()) {
    const band = rows.flatMap(({ category }, at) => {
      const { confidence: sure, category: answer } = answers[at]!
      return sure !== null && sure >= from && sure < bands[i + 1]! ? [answer === category] : []
    })
    if (band.length > 0) {
      console.log(`  confidence from ${from}: ${band.filter(Boolean).length} of ${band.length} right`)
    }
  }
  console.log(
    `category: ${right.length} right of ${answered.length} answered of ${rows.length}; sub-category ${subRight.length}`,
  )
  return {
    accuracy: right.length / answered.length,
    answered: answered.length / rows.length,
    sub: subRight.length / rows.length,
  }
}

const products = clean(labelled.map(({ name }) => name))
const brand = judge('brand', products)
const colour = judge('colour', products)
const size = judge('size', products)
const sub = judge('subCategory', products)
const merges = judgeMerges(products)
const category = judgeCategories()
console.log(`names ${labelled.length}, brand found ${percent(brand.found)}, sub-category ${percent(sub.found)}`)

const bars = openBars()
bars.least('brand-precision', brand.precision, 0.97)
bars.least('brand-found', brand.found, 0.9)
bars.least('colour-precision', colour.precision, 0.97)
bars.least('colour-found', colour.found, 0.9)
bars.least('size-precision', size.precision, 0.97)
bars.least('size-found', size.found, 0.9)
bars.least('sub-category-right', sub.found, 0.85)
bars.least('merge-precision', merges.precision, 0.98)
bars.least('merge-recall', merges.recall, 0.8)
bars.least('category-right-where-answered', category.accuracy, 0.9)
bars.least('category-answered', category.answered, 0.75)
bars.least('sub-category-top-1', category.sub, 0.8)
bars.print()
