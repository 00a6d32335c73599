import { at, type Case, csv } from './case.ts'

export const touches: Case[] = [
  {
    name: 'one row a journey and application, and where it was bought in the end',
    events: csv(
      'day,action,application,product,quantity,unit_price,final_price,currency,order_id,term',
      `
1 10:00,search,Amazon,Kaveri Mixer,,,,,,mixie
1 10:01,search,Amazon,Kaveri Mixer,,,,,,
1 10:02,search,Amazon,Kaveri Mixer,,,,,,Mixie
1 10:03,view,Amazon,Kaveri Mixer,,30,,USD,,
1 10:04,view,Flipkart,Kaveri Mixer,,,,,,
1 10:05,bag,Amazon,Kaveri Mixer,2,,50,EUR,,
1 10:06,remove,Amazon,Kaveri Mixer,,,,USD,,
1 10:07,bag,Croma,Kaveri Mixer,,20,,INR,,
1 10:08,checkout,Croma,Kaveri Mixer,,,,,,
1 10:09,purchase,Croma,Kaveri Mixer,1,19,,INR,C-1,
1 10:10,purchase,Croma,Kaveri Mixer,1,18,,INR,C-1,
2 10:00,view,Flipkart,Kaveri Mixer,,17,,,,`,
    ),
    expect: {
      touches: [
        {
          customer: 'Asha',
          product: 'Kaveri Mixer',
          is_term: false,
          journey: 1,
          application: 'Amazon',
          terms: ['mixie', 'Mixie'],
          searched: 3,
          viewed: 1,
          put_in_bag: 1,
          removed: 1,
          checked_out: 0,
          first_seen: at('1 10:00'),
          last_seen: at('1 10:06'),
          price_first_seen: '30.0000',
          price_last_seen: '25.0000',
          currency: 'EUR',
          bought_at: 'Croma',
          bought_on: at('1 10:09'),
        },
        {
          journey: 1,
          application: 'Croma',
          terms: [],
          searched: 0,
          put_in_bag: 1,
          checked_out: 1,
          first_seen: at('1 10:07'),
          last_seen: at('1 10:10'),
          price_first_seen: '20.0000',
          price_last_seen: '18.0000',
          bought_at: 'Croma',
          bought_on: at('1 10:09'),
        },
        {
          journey: 1,
          application: 'Flipkart',
          viewed: 1,
          price_first_seen: null,
          price_last_seen: null,
          currency: null,
          bought_at: 'Croma',
        },
        {
          journey: 2,
          application: 'Flipkart',
          viewed: 1,
          price_last_seen: '17.0000',
          currency: null,
          bought_at: null,
          bought_on: null,
        },
      ],
    },
  },
  {
    name: 'no application is a row of its own, the first',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:01,view,,Kaveri Mixer
1 10:02,view,Amazon,Kaveri Mixer`,
    ),
    expect: {
      touches: [
        { application: null, viewed: 1, first_seen: at('1 10:01') },
        { application: 'Amazon', viewed: 2, last_seen: at('1 10:02') },
      ],
    },
  },
  {
    name: 'touches are of every journey, however lately touched, and of terms',
    events: csv(
      'day,action,application,product,term',
      `
1 10:00,search,Amazon,,Mixie
1 11:00,search,Amazon,,mixie
1 11:00,view,Croma,Kaveri Mixer,`,
    ),
    expect: {
      searches: [],
      touches: [
        { product: 'Kaveri Mixer', is_term: false, application: 'Croma', terms: [], viewed: 1 },
        { product: 'mixie', is_term: true, application: 'Amazon', terms: ['Mixie', 'mixie'], searched: 2, viewed: 0 },
      ],
    },
  },
]
