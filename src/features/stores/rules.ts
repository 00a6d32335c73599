import { list, oneOf } from '../lists/rules.ts'

export const storeList = list({
  sorts: ['name', 'city', 'status'],
  sort: 'city',
  filters: { status: oneOf('ACTIVE', 'INACTIVE') },
})
