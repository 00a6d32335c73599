// Apart from the frame of plain pages: the lobby shows the bar, and must not carry their catalogues.
export type Brand = {
  name: string
  logoUrl: string | null
  supportPhone: string | null
  supportEmail: string | null
}

export type ShownProduct = { name: string; bannerUrl: string | null }

/** Logo and product: people came for the product, so it stays in sight. */
export function BrandBar({ brand, product }: { brand: Brand; product?: ShownProduct | null | undefined }) {
  return (
    <header className="bar">
      {brand.logoUrl ? (
        <img className="logo" src={brand.logoUrl} alt={brand.name} height={28} />
      ) : (
        <span className="logo-name">{brand.name}</span>
      )}
      {product ? (
        <span className="bar-product">
          <span>{product.name}</span>
          {product.bannerUrl ? <img src={product.bannerUrl} alt="" width={48} height={36} /> : null}
        </span>
      ) : null}
    </header>
  )
}
