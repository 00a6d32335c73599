import { expect, it } from 'vitest'
import { correct, NO_CORRECTIONS, parseCorrections } from './corrections.ts'

it('finds a name whatever its case, spacing and punctuation', () => {
  const corrections = parseCorrections('applications:\n  FK: Flipkart\n  flip-kart: Flipkart\nproducts:\n')
  expect(correct(corrections, 'applications', ' fk ')).toBe('Flipkart')
  expect(correct(corrections, 'applications', 'Flip Kart')).toBe('Flipkart')
  expect(correct(corrections, 'applications', 'Amazon')).toBeNull()
  expect(correct(corrections, 'products', 'FK')).toBeNull()
})

it('reads many as fast as few', () => {
  const cpu = (names: number) => {
    const yaml = `products:\n${Array.from({ length: names }, (_, n) => `  name ${n} of a thing: Thing ${n % 99}\n`).join('')}`
    const before = process.cpuUsage()
    expect(parseCorrections(yaml).products.size).toBe(names)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / names
  }
  cpu(1000)
  // Looking at every name for every name takes eight times as much of each here.
  expect(cpu(16_000)).toBeLessThan(cpu(2000) * 4)
})

it.each(['', '# nothing yet\n', 'products:\n'])('an empty file corrects nothing: %j', (yaml) => {
  expect(parseCorrections(yaml)).toEqual(NO_CORRECTIONS)
})

it.each([
  ['products:\n  a: b\nproduct:\n  c: d\n', 'c.yaml, line 3: product is not known: write products, brands'],
  ['products:\n  a: b\n  c:\n    - d\n', 'c.yaml, line 3: products, c must be a text'],
  ['products:\n  a: b\n  c: ""\n', 'c.yaml, line 3: products, c must not be empty'],
  ['brands:\n\n  - a\n', 'c.yaml, line 1: brands must be pairs of "this: that"'],
  ['products:\n  a: b\n  A: c\n', 'c.yaml, line 3: A is both b and c: keep one'],
  ['products:\n  a: b\n  b: c\n', 'c.yaml, line 2: a is b, which is c: write c for both'],
  ['products:\n  a: b\n  a: c\n', 'c.yaml, line 3: a stands here twice: keep one'],
  ['products: {\n', 'c.yaml, line '],
  ['- a\n', 'c.yaml, line 1: '],
])('says the line of what is wrong: %j', (yaml, message) => {
  expect(() => parseCorrections(yaml, 'c.yaml')).toThrow(message)
})
