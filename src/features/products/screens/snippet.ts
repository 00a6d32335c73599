import { tones } from '../../../web/theme/theme.ts'

/** How the embedded link looks, as CSS properties: it brings its style along, for it stands on a page of the brand's. */
export function linkLook(colour: string): Record<string, string> {
  const { brand, onBrand } = tones(colour).light
  return {
    display: 'inline-block',
    padding: '12px 20px',
    borderRadius: '8px',
    background: brand,
    color: onBrand,
    font: '600 16px system-ui, sans-serif',
    textDecoration: 'none',
  }
}

const css = (look: Record<string, string>) =>
  Object.entries(look)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';')

/**
 * HTML that a brand pastes into its site: a plain link. A frame would not do, since the camera and the verified number
 * belong to the page of its own.
 */
export const snippetOf = (url: string, colour: string): string =>
  `<a href="${url.replaceAll('&', '&amp;')}" target="_blank" rel="noopener" style="${css(linkLook(colour))}">Meet an expert live</a>`
