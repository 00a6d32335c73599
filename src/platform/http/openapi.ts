import { z } from 'zod'
import { errorStatus } from '../errors.ts'
import type { Route } from './route.ts'

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errorStatus) },
    fields: { type: 'object', additionalProperties: { type: 'string' } },
    retryAfterMs: { type: 'number' },
  },
}

type Json = Record<string, unknown>

const shape = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = shape(schema, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, it]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: it,
  }))
}

/** The OpenAPI 3.1 description of every JSON edge, made from the shapes that check it. */
export function describeApi(routes: Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const it of routes) {
    if (!it.answer) continue
    const url = it.url.replace(/:(\w+)/g, '{$1}')
    paths[url] = {
      ...paths[url],
      [it.method.toLowerCase()]: {
        summary: it.about ?? '',
        'x-policy': it.policy,
        parameters: [...parameters(it.params, 'path'), ...parameters(it.query, 'query')],
        ...(it.body
          ? { requestBody: { required: true, content: { 'application/json': { schema: shape(it.body, 'input') } } } }
          : it.upload
            ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
            : {}),
        responses: {
          200: { description: 'Done', content: { 'application/json': { schema: shape(it.answer, 'output') } } },
          default: { description: 'Refused', content: { 'application/problem+json': { schema: problem } } },
        },
      },
    }
  }
  return { openapi: '3.1.0', info: { title: 'Phygital', version: '1' }, paths }
}
