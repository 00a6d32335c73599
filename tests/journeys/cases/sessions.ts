import { at, type Case, csv } from './case.ts'

export const sessions: Case[] = [
  {
    name: 'less than 30 minutes apart is one session, 30 minutes are two',
    events: csv(
      'day,action,application,product',
      `
1 10:00:00,view,Amazon,Kaveri Mixer
1 10:29:59,view,Amazon,Kaveri Mixer
1 10:59:59,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: { purchases: [{ sessions: 2, events: 3 }] },
  },
  {
    name: 'a session is of one application, and none is one too',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:01,view,,Kaveri Mixer
1 10:05,view,Flipkart,Kaveri Mixer
1 10:06,view,,Kaveri Mixer
1 10:08,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: { purchases: [{ sessions: 3 }] },
  },
  {
    name: 'other products keep a session going',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:20,view,Amazon,Nila Lamp
1 10:40,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: { purchases: [{ product: 'Kaveri Mixer', sessions: 1 }] },
  },
  {
    name: 'as the file says, within the application; events it says nothing of have their own',
    events: csv(
      'day,action,application,product,session',
      `
1 10:00,view,Amazon,Kaveri Mixer,s1
1 10:01,view,Flipkart,Kaveri Mixer,s1
1 10:02,view,Amazon,Kaveri Mixer,
1 15:00,view,Amazon,Kaveri Mixer,s1
1 15:10,purchase,Amazon,Kaveri Mixer,s2`,
    ),
    expect: { purchases: [{ sessions: 4 }] },
  },
  {
    name: "two customers' sessions are two, whatever they are called",
    events: csv(
      'customer,day,action,application,product,session,term',
      `
Asha,1 10:00,search,Amazon,,s1,mixie
Ravi,1 10:01,view,Amazon,Kaveri Mixer,s1,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { customer: 'Asha', product: 'mixie', is_term: true },
        { customer: 'Ravi', product: 'Kaveri Mixer', searches: [] },
      ],
    },
  },
  {
    name: 'a term belongs to every product opened after it in the session',
    events: csv(
      'day,action,application,product,term',
      `
1 10:00,search,Amazon,,Gift Ideas
1 10:01,view,Amazon,Kaveri Mixer,
1 10:02,bag,Amazon,Nila Lamp,
1 10:03,checkout,Amazon,Tarang Kettle,
1 10:04,purchase,Amazon,Bela Fan,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      purchases: [{ product: 'Bela Fan', steps: ['SEARCH Amazon', 'PURCHASE Amazon'], first_seen: at('1 10:00') }],
      searches: [
        { product: 'Kaveri Mixer', is_term: false, searches: ['2024-03-01 10:00 Amazon: Gift Ideas'], events: 2 },
        { product: 'Nila Lamp', is_term: false, searches: ['2024-03-01 10:00 Amazon: Gift Ideas'], events: 2 },
        { product: 'Tarang Kettle', is_term: false, searches: ['2024-03-01 10:00 Amazon: Gift Ideas'], events: 2 },
      ],
    },
  },
  {
    name: 'products opened before a term, or after the next search, are not its',
    events: csv(
      'day,action,application,product,term',
      `
1 09:59,view,Amazon,Bela Fan,
1 10:00,search,Amazon,,mixie
1 10:01,search,Amazon,,lamps
1 10:02,view,Amazon,Nila Lamp,
1 10:03,search,Amazon,,kettles
1 10:04,search,Amazon,Tarang Kettle,steel kettle
1 10:05,view,Amazon,Tarang Kettle,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Bela Fan', searches: [] },
        { product: 'Nila Lamp', searches: ['2024-03-01 10:01 Amazon: lamps'] },
        { product: 'Tarang Kettle', searches: ['2024-03-01 10:04 Amazon: steel kettle'], events: 2 },
        { product: 'kettles', is_term: true, searches: ['2024-03-01 10:03 Amazon: kettles'] },
        { product: 'mixie', is_term: true, searches: ['2024-03-01 10:00 Amazon: mixie'] },
      ],
    },
  },
  {
    name: 'products opened in another application or session are not its',
    events: csv(
      'day,action,application,product,term',
      `
1 10:00,search,Amazon,,mixie
1 10:01,view,Flipkart,Kaveri Mixer,
1 10:30,view,Amazon,Kaveri Mixer,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', events: 2, searches: [] },
        { product: 'mixie', is_term: true, events: 1 },
      ],
    },
  },
  {
    name: 'a removal and a return open nothing',
    events: csv(
      'day,action,application,product,term',
      `
1 10:00,search,Amazon,,mixie
1 10:01,remove,Amazon,Kaveri Mixer,
1 10:02,return,Amazon,Nila Lamp,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', searches: [], left_in_bag: false, furthest_step: 'BAG' },
        { product: 'mixie', is_term: true },
      ],
    },
  },
  {
    name: 'a term is an event at its own place, once for a product',
    events: csv(
      'day,action,application,product,term',
      `
1 10:00,search,Amazon,,mixie
1 10:01,view,Amazon,Kaveri Mixer,
1 10:02,purchase,Amazon,Kaveri Mixer,
1 10:03,view,Amazon,Kaveri Mixer,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      purchases: [{ steps: ['SEARCH Amazon', 'VIEW Amazon', 'PURCHASE Amazon'] }],
      searches: [{ product: 'Kaveri Mixer', journey: 2, events: 1, searches: [], bought_before: true }],
    },
  },
  {
    name: 'a term alone is trimmed, its spaces single, in lower case; the search keeps it as written',
    events: csv(
      'day,action,application,product,category,quantity,term',
      `
1 10:00,search,Amazon,,,,Steel   KETTLE
2 10:00,search,,,,,steel kettle`,
    ),
    asOf: at('3 10:00'),
    expect: {
      searches: [
        {
          product: 'steel kettle',
          is_term: true,
          category: null,
          colour: null,
          product_written: null,
          category_written: null,
          applications: ['Amazon'],
          last_application: null,
          searches: ['2024-03-01 10:00 Amazon: Steel   KETTLE', '2024-03-02 10:00: steel kettle'],
          furthest_step: 'SEARCH',
          events: 2,
          sessions: 2,
          journey: 1,
          bought_before: false,
        },
      ],
      touches: [
        { product: 'steel kettle', is_term: true, application: null, terms: ['steel kettle'], searched: 1 },
        { product: 'steel kettle', is_term: true, application: 'Amazon', terms: ['Steel   KETTLE'], searched: 1 },
      ],
    },
  },
]
