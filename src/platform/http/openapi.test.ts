import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeApi } from './openapi.ts'
import { type Route, route } from './route.ts'

const thing = z.object({ id: z.number() })
const url = '/api/things/:id/parts/:part'
const routes: Route[] = [
  route({
    ...{ method: 'POST', url, policy: 'staff', about: 'Changes a part', answer: thing },
    params: z.object({ id: z.coerce.number().int(), part: z.string() }),
    query: z.object({ page: z.coerce.number().default(1), of: z.string() }),
    body: z.object({ name: z.string().max(10), at: z.date().optional() }),
    handler: async () => ({ id: 1 }),
  }),
  route({ method: 'GET', url, policy: 'admin', about: 'One part', answer: thing, handler: async () => ({ id: 1 }) }),
  route({ method: 'GET', url: '/page', policy: 'public', handler: async () => undefined }),
]
const described = describeApi(routes) as {
  openapi: string
  paths: Record<string, Record<string, Record<string, unknown>>>
}

test('every JSON edge is there with both its methods; pages are not', () => {
  expect(described.openapi).toBe('3.1.0')
  expect(Object.keys(described.paths)).toEqual(['/api/things/{id}/parts/{part}'])
  const { get, post } = described.paths['/api/things/{id}/parts/{part}']!
  expect([get!.summary, get!['x-policy']]).toEqual(['One part', 'admin'])
  expect([post!.summary, post!['x-policy']]).toEqual(['Changes a part', 'staff'])
})

test('parameters, body, answer and refusal come from the shapes that check them', () => {
  const { get, post } = described.paths['/api/things/{id}/parts/{part}']!
  const named = (post!.parameters as { name: string; in: string; required: boolean }[]).map((it) => [
    ...[it.name, it.in, it.required],
  ])
  expect(named.slice(0, 2)).toEqual([
    ['id', 'path', true],
    ['part', 'path', true],
  ])
  expect(named.slice(2).toSorted()).toEqual([
    ['of', 'query', true],
    ['page', 'query', false],
  ])
  expect(post!.requestBody).toMatchObject({
    content: { 'application/json': { schema: { properties: { name: { maxLength: 10 } }, required: ['name'] } } },
  })
  expect(get!.requestBody).toBeUndefined()
  expect(post!.responses).toMatchObject({
    200: { content: { 'application/json': { schema: { properties: { id: { type: 'number' } } } } } },
    default: { content: { 'application/problem+json': { schema: { required: expect.arrayContaining(['code']) } } } },
  })
})
