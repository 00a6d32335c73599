/**
 * The end of a time span. The server writes the clock time; the script counts down to it by the server's clock
 * (`template` holds the words around the time, with `{}` in its place) and shows `endsId` at the end.
 */
export function Countdown(props: { at: number; text: string; template: string; endsId?: string; id?: string }) {
  const { at, text, template, endsId, id } = props
  return (
    <time id={id} dateTime={new Date(at).toISOString()} data-countdown={at} data-template={template} data-ends={endsId}>
      {text}
    </time>
  )
}
