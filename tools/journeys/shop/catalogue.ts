import type { Random } from '../random.ts'

/** How a name is written: the first is the clean one. */
export type Spellings = [string, ...string[]]

export interface Variant {
  /** The product's name with colour and size, two spellings. */
  names: Spellings
  colour: string
  size: string
}
export interface Product {
  /** Four spellings. */
  names: Spellings
  /** 6. */
  variants: Variant[]
  category: number
  subCategory: string
  /** Whole rupees. */
  price: number
  /** What people type to find it. */
  terms: string[]
}
export interface Catalogue {
  products: Product[]
  /** Spellings of each category. */
  categories: Spellings[]
  /** Products of each category. */
  byCategory: Product[][]
}

const PRODUCTS = 5_000
const STARTS = ['Kav', 'Nil', 'Tar', 'Bel', 'Zor', 'Pav', 'Ran', 'Mot', 'Ush', 'Son', 'Aru', 'Ind']
const ENDS = ['era', 'ano', 'ix', 'ona', 'ita', 'ara', 'ium', 'esh', 'oro', 'una']
const BRANDS = STARTS.flatMap((start) => ENDS.map((end) => start + end))
const SERIES =
  'Aero Nova Swift Crest Lumen Orbit Pulse Terra Vista Delta Echo Fusion Glide Halo Juno Kite Lotus Meadow Nexus Opal'.split(
    ' ',
  )
const COLOURS = ['Black', 'White', 'Red', 'Blue', 'Pink', 'Grey', 'Green', 'Silver']
const SIZES = {
  litres: ['1 L', '1.5 L', '2 L', '750 ml'],
  watts: ['500 W', '750 W', '1000 W'],
  inches: ['32 inch', '43 inch', '55 inch'],
  storage: ['64 GB', '128 GB', '256 GB'],
  clothes: ['S', 'M', 'L', 'XL'],
  shoes: ['7', '8', '9', '10'],
}
const CATEGORIES: [spellings: Spellings, sizes: keyof typeof SIZES, types: string][] = [
  [
    ['Kitchen', 'kitchen', 'Kitchen Appliances'],
    'watts',
    'Mixer Grinder,Toaster,Juicer,Blender,Induction Cooktop,Oven',
  ],
  [['Cookware', 'COOKWARE', 'Cookware '], 'litres', 'Kettle,Pressure Cooker,Saucepan,Water Bottle,Lunch Box,Jug'],
  [['Televisions', 'TV', 'televisions'], 'inches', 'LED TV,Smart TV,Monitor,Projector Screen,Sound Bar,QLED TV'],
  [['Mobiles', 'Mobile Phones', 'mobiles'], 'storage', 'Smartphone,Tablet,Feature Phone,Phablet,E-Reader,Music Player'],
  [['Fashion', "Men's Fashion", 'fashion'], 'clothes', 'T-Shirt,Shirt,Jacket,Kurta,Sweater,Track Pants'],
  [['Footwear', 'Shoes', 'footwear'], 'shoes', 'Running Shoes,Sandals,Sneakers,Loafers,Boots,Slippers'],
  [['Home Appliances', 'home appliances', 'Appliances'], 'watts', 'Iron,Fan,Heater,Vacuum Cleaner,Air Cooler,Geyser'],
  [['Computers', 'Computer', 'computers'], 'storage', 'Laptop,Desktop,Pen Drive,Hard Disk,Memory Card,Chromebook'],
  [['Personal Care', 'personal care', 'Beauty'], 'litres', 'Shampoo,Body Wash,Lotion,Hair Oil,Face Wash,Conditioner'],
  [['Furniture', 'furniture', 'Home Furniture'], 'clothes', 'Bean Bag,Cushion,Mattress,Curtain,Bedsheet,Blanket'],
]
const TYPES = CATEGORIES.flatMap(([, sizes, types], category) =>
  types.split(',').map((type) => ({ category, type, sizes: SIZES[sizes] })),
)

/** 5,000 products of 120 invented brands in 60 sub-categories and 10 categories, 6 variants each. */
export function catalogue(random: Random): Catalogue {
  const products = Array.from({ length: PRODUCTS }, (_, at): Product => {
    const brandAt = at % BRANDS.length
    const brand = BRANDS[brandAt]!
    // A brand has each of its types once.
    const { category, type, sizes } = TYPES[(Math.floor(at / BRANDS.length) + brandAt * 13) % TYPES.length]!
    const name = `${brand} ${random.pick(SERIES)} ${type}`
    const variants = Array.from({ length: 6 }, (_, of): Variant => {
      const colour = COLOURS[(at + (of >> 1) * 3) % COLOURS.length]!
      const size = sizes[(at + of) % sizes.length]!
      const full = `${name} ${colour} ${size}`
      return { names: [full, misspelt(full, (at + of) % 4)], colour, size }
    })
    const terms = [type, `${brand} ${type}`, name].flatMap((term) => [term, term.toLowerCase(), `${term} `])
    const names: Spellings = [name, misspelt(name, 0), misspelt(name, 2), misspelt(name, 3)]
    const price = Math.round(10 ** (2 + 2.7 * random.next()))
    return { names, variants, category, subCategory: type, price, terms }
  })
  const byCategory = CATEGORIES.map((_, category) => products.filter((product) => product.category === category))
  return { products, categories: CATEGORIES.map(([spellings]) => spellings), byCategory }
}

/** Lower case, upper case, spaces too many, or a letter of the brand missing. */
function misspelt(name: string, how: number): string {
  if (how === 0) return name.toLowerCase()
  if (how === 1) return name.toUpperCase()
  if (how === 2) return ` ${name.replace(' ', '  ')}`
  return name.slice(0, 3) + name.slice(4)
}
