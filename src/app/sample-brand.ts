const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Always open, so that a trial works at any hour. */
const liveTimings = {
  week: Object.fromEntries(week.map((day) => [day, [['00:00', '24:00']]])),
  exceptions: {},
} as never

/** An invented brand: nobody's name, number or address. */
export const brand = {
  name: 'Kaveri Living',
  logoUrl: '/assets/sample/logo.svg',
  colour: '#1f6f5c',
  supportPhone: '+91 80 5550 0142',
  supportEmail: 'help@kaveri.example',
  zone: 'Asia/Kolkata',
  country: 'IN',
  countries: ['IN', 'US', 'GB', 'AE', 'SG', 'AU'],
}

export const documents = {
  terms: {
    version: '2026-11',
    since: null,
    body: `# What this is
A free video call about a product with one of our experts.

# What we ask of you
Be kind, and be alone in what you show. Either side may end the call at any time.

# What it costs
Nothing. Your network may charge for data.`,
  },
  privacy: {
    version: '2026-11',
    since: null,
    body: `# What we keep
Your name, e-mail and mobile number, the product you asked about, when you met us, and what you told us afterwards.

# What we do not keep
The call itself is not recorded.

# Your rights
Write to help@kaveri.example to see, correct or erase what we keep.`,
  },
}

export const store = {
  name: 'Kaveri Living, Indiranagar',
  address: '14, 100 Feet Road',
  city: 'Bengaluru',
  zone: 'Asia/Kolkata',
}

export const products = [
  {
    name: 'Tara espresso machine',
    slug: 'tara-espresso-machine',
    banner: '/assets/sample/tara.svg',
    description: 'Café espresso in 40 seconds. See the steam wand, the grinder and the cleaning, live.',
    buyLink: 'https://shop.kaveri.example/tara',
    zone: 'Asia/Kolkata',
    liveTimings,
  },
  {
    name: 'Vayu air purifier',
    slug: 'vayu-air-purifier',
    banner: '/assets/sample/vayu.svg',
    description: 'Clean air for rooms up to 60 m². Ask how loud it is, and hear it.',
    buyLink: 'https://shop.kaveri.example/vayu',
    zone: 'Asia/Kolkata',
    liveTimings,
  },
  {
    name: 'Nila induction cooktop',
    slug: 'nila-induction-cooktop',
    banner: '/assets/sample/nila.svg',
    description: 'Four zones, one knob. Watch water boil in two minutes.',
    buyLink: 'https://shop.kaveri.example/nila',
    zone: 'Asia/Kolkata',
    liveTimings,
  },
]

export const staff = [
  { name: 'Meera Rao', email: 'meera@kaveri.example', role: 'ADMIN' as const },
  { name: 'Asha Menon', email: 'asha@kaveri.example', role: 'AGENT' as const },
  { name: 'Ravi Iyer', email: 'ravi@kaveri.example', role: 'AGENT' as const },
]

/** Who gives scheduled demos of which product, when, and to how many: by the products' order. */
export const slotRules = [
  { product: 0, agent: 'asha@kaveri.example', clocks: ['09:00', '11:00', '15:00', '17:00', '19:00'], capacity: 1 },
  { product: 1, agent: 'ravi@kaveri.example', clocks: ['10:00', '12:00', '16:00', '18:00'], capacity: 3 },
  { product: 2, agent: 'asha@kaveri.example', clocks: ['10:00', '14:00', '18:00'], capacity: 1 },
]
