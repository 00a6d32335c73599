import { at, type Case, csv } from './case.ts'

export const searches: Case[] = [
  {
    name: 'touched last an hour before the latest event is not long enough, a second more is',
    events: csv(
      'customer,day,action,application,product',
      `
Asha,1 10:00:00,view,Amazon,Kaveri Mixer
Asha,1 09:59:59,view,Amazon,Nila Lamp
Ravi,1 11:00:00,view,Amazon,Kaveri Mixer`,
    ),
    expect: { searches: [{ customer: 'Asha', product: 'Nila Lamp' }] },
  },
  {
    name: 'the latest event of the input counts though it is of nobody',
    events: csv(
      'customer,day,action,application,product',
      `
Asha,1 10:00,view,Amazon,Kaveri Mixer
,1 12:00,view,Amazon,Kaveri Mixer`,
    ),
    expect: { searches: [{ customer: 'Asha', product: 'Kaveri Mixer' }], unassigned: [{ timestamp: at('1 12:00') }] },
  },
  {
    name: 'the window is as told',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:01,view,Amazon,Nila Lamp`,
    ),
    asOf: at('2 10:00'),
    window: 24 * 3_600_000 - 60_000,
    expect: { searches: [{ product: 'Kaveri Mixer' }] },
  },
  {
    name: 'as-of hides no purchase and lists nothing touched after it',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Nila Lamp
2 10:00,view,Amazon,Kaveri Mixer
3 10:00,view,Amazon,Kaveri Mixer
4 10:00,purchase,Amazon,Tarang Kettle`,
    ),
    asOf: at('2 12:00'),
    expect: { purchases: [{ product: 'Tarang Kettle' }], searches: [{ product: 'Nila Lamp' }] },
  },
  {
    name: 'bought is not listed; looked at again it is, as bought before',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:01,purchase,Amazon,Kaveri Mixer
1 10:00,view,Amazon,Nila Lamp
1 10:01,purchase,Amazon,Nila Lamp
1 10:02,view,Flipkart,Nila Lamp`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        {
          product: 'Nila Lamp',
          bought_before: true,
          journey: 2,
          events: 1,
          applications: ['Flipkart'],
          first_seen: at('1 10:02'),
        },
      ],
    },
  },
  {
    name: 'every cell of a search',
    events: csv(
      'day,action,application,product,sub_category,colour,size,quantity,unit_price,currency,term',
      `
1 18:00,search,Zepto,Kaveri Mixer,Kitchen Appliances,Red,,3,50,EUR,Big Mixie
2 10:00,bag,Amazon,Kaveri Mixer,Kitchen Appliances,Black,750 W,2,40,INR,
3 10:00,search,,Kaveri Mixer,,Blue,,,,USD,
3 10:01,view,Croma,Kaveri Mixer,,White,,,,USD,
4 10:00,search,Amazon,,,,,,,,mixie
4 10:01,remove,Flipkart,Kaveri Mixer,,Green,9,,,USD,`,
    ),
    zone: 'Asia/Kolkata',
    asOf: at('9 10:00'),
    expect: {
      searches: [
        {
          customer: 'Asha',
          product: 'Kaveri Mixer',
          is_term: false,
          colour: 'Green',
          size: '9',
          quantity: '2.0000',
          price: '40.0000',
          currency: 'INR',
          applications: ['Zepto', 'Amazon', 'Croma', 'Flipkart'],
          last_application: 'Flipkart',
          searches: ['2024-03-01 23:30 Zepto: Big Mixie', '2024-03-03 15:30: Kaveri Mixer'],
          first_seen: at('1 18:00'),
          last_seen: at('4 10:01'),
          furthest_step: 'BAG',
          left_in_bag: true,
          times_in_bag: 1,
          events: 5,
          sessions: 5,
          bought_before: false,
          journey: 1,
          product_written: 'Kaveri Mixer',
          category_written: null,
        },
        { product: 'mixie', is_term: true },
      ],
    },
  },
  {
    name: 'the attributes are of the last event that is not a search with a term alone',
    events: csv(
      'day,action,application,product,category,colour,session,term',
      `
1 10:00,view,Amazon,Kaveri Mixer,Kitchen,Black,a,
1 10:01,search,Flipkart,,Lighting,Red,b,mixie
1 10:02,view,Flipkart,Kaveri Mixer,,,b,
1 10:00,search,Amazon,,Lighting,Red,c,lamps
1 10:05,view,Amazon,Nila Lamp,,White,c,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', colour: null, product_written: 'Kaveri Mixer', category_written: null },
        { product: 'Nila Lamp', colour: 'White', product_written: 'Nila Lamp', category_written: null },
      ],
    },
  },
  {
    name: 'a term alone may be the last event: what it led to is a late line of the order before',
    events: csv(
      'day,action,application,product,colour,order_id,term',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,Red,A-1,
1 10:01,view,Amazon,Kaveri Mixer,Black,,
1 10:02,search,Amazon,,White,,mixie
1 10:03,purchase,Amazon,Kaveri Mixer,Red,A-1,
1 10:04,purchase,Amazon,Nila Lamp,Red,A-1,
1 10:05,search,Amazon,,White,,lamps
1 10:06,purchase,Amazon,Nila Lamp,Red,A-1,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', is_term: false, journey: 2, colour: 'Black', last_seen: at('1 10:02') },
        { product: 'Nila Lamp', is_term: false, journey: 2, events: 1, colour: null, product_written: null },
      ],
    },
  },
  {
    name: 'left in the bag: the last of bag and remove in some application is bag',
    events: csv(
      'day,action,application,product',
      `
1 10:00,bag,Amazon,Kaveri Mixer
1 10:01,remove,Flipkart,Kaveri Mixer
1 10:00,bag,Amazon,Nila Lamp
1 10:01,remove,Amazon,Nila Lamp
1 10:00,bag,Amazon,Tarang Kettle
1 10:01,remove,Amazon,Tarang Kettle
1 10:02,bag,Amazon,Tarang Kettle
1 10:00,bag,,Zora Fan
1 10:01,view,,Zora Fan`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', left_in_bag: true, times_in_bag: 1 },
        { product: 'Nila Lamp', left_in_bag: false, times_in_bag: 1 },
        { product: 'Tarang Kettle', left_in_bag: true, times_in_bag: 2 },
        { product: 'Zora Fan', left_in_bag: true, times_in_bag: 1, applications: [] },
      ],
    },
  },
  {
    name: 'the furthest step is the highest, not the last',
    events: csv(
      'day,action,application,product',
      `
1 10:00,checkout,Amazon,Kaveri Mixer
1 10:01,bag,Amazon,Kaveri Mixer
1 10:00,bag,Amazon,Nila Lamp
1 10:01,view,Amazon,Nila Lamp
1 10:00,view,Amazon,Tarang Kettle
1 10:01,search,Amazon,Tarang Kettle
1 10:02,search,Amazon,Zora Fan`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', furthest_step: 'CHECKOUT' },
        { product: 'Nila Lamp', furthest_step: 'BAG' },
        { product: 'Tarang Kettle', furthest_step: 'VIEW' },
        { product: 'Zora Fan', furthest_step: 'SEARCH' },
      ],
    },
  },
  {
    name: 'a customer has one row: the last touched first, then by product',
    events: csv(
      'customer,day,action,application,product,term',
      `
Asha,1 10:00,view,Zepto,Kaveri Mixer,
Asha,3 10:00,bag,Amazon,Nila Lamp,
Asha,2 10:00,view,Amazon,Tarang Kettle,
Asha,2 10:00,bag,Croma,Bela Fan,
Asha,2 10:00,search,Émile,,fans
Asha,2 11:00,purchase,Flipkart,Zora Fan,
Ravi,2 10:00,purchase,Amazon,Nila Lamp,
Émile,2 10:00,view,,Nila Lamp,
Zoe,2 10:00,view,,Nila Lamp,`,
    ),
    asOf: at('9 10:00'),
    expect: {
      searches_by_customer: [
        {
          customer: 'Asha',
          products: ['Nila Lamp', 'Bela Fan', 'Tarang Kettle', 'fans', 'Kaveri Mixer'],
          products_left_in_bag: ['Nila Lamp', 'Bela Fan'],
          applications: ['Amazon', 'Croma', 'Zepto', 'Émile'],
          first_seen: at('1 10:00'),
          last_seen: at('3 10:00'),
        },
        { customer: 'Zoe', products: ['Nila Lamp'], products_left_in_bag: [], applications: [] },
        { customer: 'Émile' },
      ],
    },
  },
]
