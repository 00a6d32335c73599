import { z } from 'zod'

export const feedbackParams = z.object({ token: z.string().regex(/^[\w-]{22}$/) })

const scale = (from: number, to: number) =>
  z
    .string('missing')
    .trim()
    .min(1, 'missing')
    .transform(Number)
    .pipe(z.number('missing').int('missing').min(from, 'missing').max(to, 'missing'))

/** The form after the call. Messages are the page's words for what is wrong. */
export const feedbackForm = z.object({
  overall: scale(1, 10),
  recommend: scale(0, 10),
  purpose: z.enum(['BUY', 'INFORMATION', 'SUPPORT', 'OTHER'], 'missing'),
  suggestion: z.string().trim().max(200, 'long').default(''),
})
export type FeedbackForm = z.infer<typeof feedbackForm>
