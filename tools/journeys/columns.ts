/** The columns of the canonical form, in order. */
export const COLUMNS =
  'customer,timestamp,action,application,product,category,sub_category,colour,size,quantity,unit_price,final_price,currency,payment_mode,order_id,session,term'.split(
    ',',
  )
