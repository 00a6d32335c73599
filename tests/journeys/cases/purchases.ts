import { at, type Case, csv } from './case.ts'

/** What a line's prices are, given what the file says of quantity, unit price and final price. */
const prices: [quantity: string, unit: string, final: string, string | null, string | null, string | null][] = [
  ['3', '', '100', '3.0000', '33.3333', '100.0000'],
  ['3', '', '200', '3.0000', '66.6667', '200.0000'],
  ['2', '', '0.0001', '2.0000', '0.0001', '0.0001'],
  ['3', '33.3333', '', '3.0000', '33.3333', '99.9999'],
  ['0.5', '0.0001', '', '0.5000', '0.0001', '0.0001'],
  ['0.25', '0.0001', '', '0.2500', '0.0001', '0.0000'],
  ['3', '40', '100', '3.0000', '40.0000', '100.0000'],
  ['', '40.5', '', null, '40.5000', '40.5000'],
  ['', '', '40.5', null, '40.5000', '40.5000'],
  ['0', '', '40', '0.0000', null, '40.0000'],
  ['0', '40', '', '0.0000', '40.0000', '0.0000'],
  ['2', '', '', '2.0000', null, null],
  ['1', '12345678901234.9999', '', '1.0000', '12345678901234.9999', '12345678901234.9999'],
]

export const purchases: Case[] = [
  {
    name: 'the sample rows of the proposal',
    events: csv(
      'customer,day,action,application,product,colour,size,quantity,final_price,currency,payment_mode',
      `
Alex,2023-12-28T20:00:00+05:30,view,Amazon,Xiomi Tv,Black,51,,32500,INR,
Alex,2023-12-29T11:40:00+05:30,view,Reliance,Xiomi Tv,Black,51,,31900,INR,
Alex,2023-12-29T12:05:00+05:30,purchase,Flipkart,Xiomi Tv,Black,51,1,31000,INR,COD
Max,2023-12-30T09:00:00+05:30,view,Flipkart,Bottle,Pink,,,,,
Max,2023-12-30T09:10:00+05:30,view,Blinkit,Bottle,Pink,,,,,
Max,2023-12-30T09:30:00+05:30,purchase,Amazon,Bottle,Pink,,4,450,INR,Credit Card`,
    ),
    zone: 'Asia/Kolkata',
    expect: {
      purchases: [
        {
          customer: 'Alex',
          colour: 'Black',
          size: '51',
          quantity: '1.0000',
          application_used: 'Flipkart',
          applications_checked: ['Amazon', 'Reliance'],
          timestamp: '2023-12-29T06:35:00.000Z',
          payment_mode: 'COD',
          unit_price: '31000.0000',
          final_price: '31000.0000',
          currency: 'INR',
          first_seen: '2023-12-28T14:30:00.000Z',
          events: 3,
          sessions: 3,
          days: 2,
          steps: ['VIEW Amazon', 'VIEW Reliance', 'PURCHASE Flipkart'],
          price_first_seen: '32500.0000',
          returned: false,
        },
        {
          customer: 'Max',
          colour: 'Pink',
          size: null,
          quantity: '4.0000',
          application_used: 'Amazon',
          applications_checked: ['Flipkart', 'Blinkit'],
          timestamp: '2023-12-30T04:00:00.000Z',
          payment_mode: 'Credit Card',
          unit_price: '112.5000',
          final_price: '450.0000',
          journey: 1,
          price_first_seen: '112.5000',
        },
      ],
      searches: [],
    },
  },
  {
    name: 'every cell of a purchase',
    events: csv(
      'day,action,application,product,category,sub_category,colour,size,quantity,unit_price,final_price,currency,payment_mode,order_id,session',
      `
1 10:00,search,Amazon,Kaveri Mixer,Kitchen,,,,,,,,,,a
1 10:01,bag,Amazon,Kaveri Mixer,Kitchen,,,,1,30,,EUR,,,a
2 10:00,remove,Amazon,Kaveri Mixer,Kitchen,,,,1,,,,,,a
2 11:00,bag,Flipkart,Kaveri Mixer,Kitchen,,,,2,25,,INR,,,b
2 11:05,purchase,Flipkart,Kaveri Mixer,Kitchen,Kitchen Appliances,Black,750 W,2,25,45,INR,UPI,F-1,b`,
    ),
    expect: {
      purchases: [
        {
          customer: 'Asha',
          product: 'Kaveri Mixer',
          sub_category: 'Kitchen Appliances',
          colour: 'Black',
          size: '750 W',
          quantity: '2.0000',
          application_used: 'Flipkart',
          applications_checked: ['Amazon'],
          timestamp: at('2 11:05'),
          payment_mode: 'UPI',
          unit_price: '25.0000',
          final_price: '45.0000',
          currency: 'INR',
          order_id: 'F-1',
          journey: 1,
          first_seen: at('1 10:00'),
          events: 5,
          sessions: 2,
          days: 2,
          steps: ['SEARCH Amazon', 'BAG Amazon', 'REMOVE Amazon', 'BAG Flipkart', 'PURCHASE Flipkart'],
          times_in_bag: 2,
          price_first_seen: '30.0000',
          others_looked_at: [],
          returned: false,
          returned_quantity: null,
          returned_at: null,
          product_written: 'Kaveri Mixer',
          category_written: 'Kitchen',
        },
      ],
    },
  },
  {
    name: 'nothing but a customer, a time and a product',
    events: csv('day,action,product', '1 10:00,purchase,Kaveri Mixer'),
    expect: {
      purchases: [
        {
          quantity: null,
          application_used: null,
          applications_checked: [],
          payment_mode: null,
          unit_price: null,
          final_price: null,
          currency: null,
          order_id: null,
          events: 1,
          sessions: 1,
          days: 1,
          steps: ['PURCHASE'],
          times_in_bag: 0,
          price_first_seen: null,
          others_looked_at: [],
        },
      ],
      touches: [{ application: null, bought_at: null, bought_on: at('1 10:00'), terms: [] }],
    },
  },
  ...prices.map(
    ([quantity, unit, final, ...cells]): Case => ({
      name: `prices make each other: quantity '${quantity}', unit price '${unit}', final price '${final}'`,
      events: csv(
        'day,action,application,product,quantity,unit_price,final_price',
        `1 10:00,purchase,Amazon,Kaveri Mixer,${quantity},${unit},${final}`,
      ),
      expect: { purchases: [{ quantity: cells[0]!, unit_price: cells[1]!, final_price: cells[2]! }] },
    }),
  ),
  {
    name: 'the price first seen is of the first event that has one, made of its final price if need be',
    events: csv(
      'day,action,application,product,quantity,unit_price,final_price',
      `
1 10:00,view,Amazon,Kaveri Mixer,,,
1 10:01,bag,Amazon,Kaveri Mixer,4,,90
1 10:02,view,Flipkart,Kaveri Mixer,,20,
1 10:03,purchase,Amazon,Kaveri Mixer,1,21,`,
    ),
    expect: { purchases: [{ price_first_seen: '22.5000', unit_price: '21.0000' }] },
  },
  {
    name: "days are of the run's zone",
    events: csv(
      'day,action,application,product',
      `
1 18:29,view,Amazon,Kaveri Mixer
1 18:31,purchase,Amazon,Kaveri Mixer`,
    ),
    zone: 'Asia/Kolkata',
    expect: { purchases: [{ days: 2, sessions: 1 }] },
  },
  {
    name: 'days in the zone, over the change to summer time',
    events: csv(
      'day,action,application,product',
      `
2024-03-31T00:30:00+01:00,view,Amazon,Kaveri Mixer
2024-03-31T23:30:00+02:00,view,Amazon,Kaveri Mixer
2024-04-01T00:30:00+02:00,purchase,Amazon,Kaveri Mixer`,
    ),
    zone: 'Europe/Berlin',
    expect: { purchases: [{ days: 2, events: 3 }] },
  },
  {
    name: "applications checked are without this line's, though it was seen there too",
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Flipkart,Kaveri Mixer
1 10:01,view,Amazon,Kaveri Mixer
1 10:02,view,Flipkart,Kaveri Mixer
1 10:03,view,Croma,Kaveri Mixer
1 10:04,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: { purchases: [{ application_used: 'Amazon', applications_checked: ['Flipkart', 'Croma'] }] },
  },
  {
    name: 'others looked at: of the category, viewed or put in a bag, from first seen to purchase, by name',
    events: csv(
      'customer,day,action,application,product,category,term',
      `
Asha,1 09:59,view,Amazon,Zora Juicer,Kitchen,
Asha,1 10:00,view,Croma,Tarang Kettle,Kitchen,
Asha,1 10:00,search,Amazon,Kaveri Mixer,Kitchen,
Asha,1 10:01,bag,Flipkart,Bela Cooker,Kitchen,
Asha,1 10:01,view,Flipkart,Bela Cooker,Kitchen,
Asha,1 10:02,view,Amazon,Nila Lamp,Lighting,
Asha,1 10:02,view,Amazon,Pavan Heater,,
Asha,1 10:03,search,Amazon,Rani Toaster,Kitchen,
Asha,1 10:03,checkout,Amazon,Moti Oven,Kitchen,
Asha,1 10:03,remove,Amazon,Usha Blender,Kitchen,
Asha,1 10:03,view,Amazon,Kaveri Mixer,Kitchen,
Asha,1 10:04,search,Amazon,,Kitchen,mixie
Ravi,1 10:04,view,Amazon,Sona Griller,Kitchen,
Asha,1 10:05,purchase,Amazon,Kaveri Mixer,Kitchen,
Asha,1 10:05,bag,Zepto,Aruna Sieve,Kitchen,
Asha,1 10:06,view,Amazon,Indu Steamer,Kitchen,`,
    ),
    expect: { purchases: [{ others_looked_at: ['Aruna Sieve', 'Bela Cooker', 'Tarang Kettle'] }] },
  },
  {
    name: 'others looked at: a later line of the order sees more; a line without a category none',
    events: csv(
      'day,action,application,product,category,order_id',
      `
1 10:00,view,Amazon,Kaveri Mixer,Kitchen,
1 10:01,purchase,Amazon,Kaveri Mixer,Kitchen,A-1
1 10:02,view,Amazon,Tarang Kettle,Kitchen,
1 10:03,purchase,Amazon,Kaveri Mixer,Kitchen,A-1
1 10:04,view,Amazon,Pavan Heater,,
1 10:04,view,Amazon,Nila Lamp,,
1 10:05,purchase,Amazon,Nila Lamp,,A-2`,
    ),
    expect: {
      purchases: [
        { product: 'Kaveri Mixer', others_looked_at: [] },
        { product: 'Kaveri Mixer', others_looked_at: ['Tarang Kettle'] },
        { product: 'Nila Lamp', others_looked_at: [] },
      ],
    },
  },
]
