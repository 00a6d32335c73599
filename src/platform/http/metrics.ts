import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

const requests = new Histogram({
  name: 'phygital_http_request_ms',
  help: 'Time to answer, by route pattern',
  labelNames: ['method', 'route', 'status'],
  buckets: [5, 10, 25, 50, 100, 250, 500, 1000, 5000],
  registers: [registry],
})

/** Open sockets of this process. */
export const sockets = new Gauge({ name: 'phygital_sockets', help: 'Open sockets', registers: [registry] })

/** Messages by channel and what became of them. */
export const messages = new Counter({
  name: 'phygital_messages_total',
  help: 'Messages by outcome',
  labelNames: ['channel', 'outcome'],
  registers: [registry],
})

export function observeRequest(method: string, route: string, status: number, ms: number): void {
  requests.observe({ method, route, status }, ms)
}
