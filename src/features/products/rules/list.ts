import { list, oneOf } from '../../lists/rules.ts'

export const productList = list({
  sorts: ['name', 'slug', 'status'],
  sort: 'name',
  filters: { status: oneOf('ACTIVE', 'INACTIVE') },
})
