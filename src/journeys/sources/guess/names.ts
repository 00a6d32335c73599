import type { Action } from '../../tables.ts'
import type { Field } from '../mapping.ts'

/** Names of columns in exports, small letters and digits only; the first are the surest. */
export const NAMES: Record<Field, string> = {
  customer:
    'customer customerid customerkey userid fullvisitorid visitorid userpseudoid clientid shopperid memberid buyerid accountid custid uid user visitor client buyer anonymousid cookieid externalcustomerkey customername',
  email: 'email emailaddress mail useremail customeremail emailid contactemail',
  phone: 'phone phonenumber mobile mobilenumber msisdn telephone contactnumber phoneno mobileno customerphone',
  device: 'device deviceid advertisingid idfa gaid installid devicekey',
  time: 'timestamp eventtimestamp eventtime time ts datetime createdat occurredat eventdate date orderdate visittime visitstarttime starttime hittime purchasedate invoicedate transactiondate servertime clienttime receivedat sentat when day',
  action:
    'action event eventname eventtype actiontype activity activitytype interaction interactiontype behavior behaviour type hittype step ecommerceactiontype',
  application:
    'application app appname applicationname platform site sitename store storename shop marketplace website hostname domain channel saleschannel sourceapp vendor merchant affiliation retailer',
  product:
    'product productname itemname v2productname producttitle item itemtitle title name productdescription description goods article articlename skuname listingtitle',
  product_id:
    'productid sku itemid productsku skuid asin stockcode ean upc barcode itemcode productcode articleid variantid',
  brand: 'brand brandname itembrand productbrand manufacturer make maker',
  category:
    'category productcategory itemcategory v2productcategory categoryname categorycode department productgroup categorypath producttype maincategory',
  sub_category: 'subcategory itemcategory2 productsubcategory category2 subcategoryname subdepartment class',
  colour: 'colour color productcolour productcolor itemcolor colorname colourname',
  size: 'size productsize itemsize sizename productvariant variant itemvariant',
  quantity: 'quantity qty productquantity itemquantity units unitsordered count pieces noofitems nbitems',
  unit_price:
    'unitprice price productprice itemprice sellingprice saleprice priceperunit listprice mrp rate unitcost amountperunit localproductprice',
  final_price:
    'finalprice total totalprice linetotal amount totalamount revenue itemrevenue productrevenue paidamount amountpaid netamount grandtotal ordertotal ordervalue value linevalue',
  discount: 'discount discountamount couponamount promotionamount rebate',
  currency: 'currency currencycode itemcurrency curr ccy',
  payment_mode: 'paymentmode paymentmethod paymenttype payment paidby paymode tender modeofpayment',
  order_id:
    'orderid transactionid ordernumber orderno invoiceno invoicenumber invoiceid purchaseid ordercode receiptid basketid checkoutid',
  session: 'session sessionid usersession gasessionid visitid visit sessionkey sid visitnumber',
  term: 'term searchterm query searchquery searchkeyword keyword keywords search searchtext searchstring q internalsearchterm',
}

const WORDS: Record<Lowercase<Action> | 'ignore', string> = {
  search:
    'search searched productssearched productsearch viewsearchresults siteSearch query find searching searchproduct searchevent',
  view: 'view viewed viewitem productviewed productview viewproduct viewcontent detail productdetail click clicked productclicked selectitem pageviewproduct look browse seen viewdetails itemview',
  bag: 'bag addtobag addtocart addedtocart addedtobag productadded cart cartadd add atc addcart basket addtobasket addtocartclick itemadded put',
  remove:
    'remove removed removefromcart removefrombag productremoved removedfromcart removedfrombag cartremove delete removecart removefrombasket itemremoved',
  checkout:
    'checkout begincheckout checkoutstarted initiatecheckout startcheckout proceedtocheckout checkoutbegin initiatedcheckout',
  purchase:
    'purchase purchased order ordered ordercompleted buy bought transaction completedpurchase orderplaced placeorder sale sold paid completeorder ecommercepurchase',
  return: 'return returned refund refunded orderrefunded productrefunded orderreturned cancelandreturn',
  ignore:
    'pageview page sessionstart sessionend sessionstop login logout signup scroll firstvisit userengagement screenview heartbeat identify appopen appclose',
}

export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const ranks = new Map<Field, Map<string, number>>(
  Object.entries(NAMES).map(([field, names]) => [
    field as Field,
    new Map(names.split(' ').map((name, at, all) => [name, 0.98 - (0.33 * at) / all.length])),
  ]),
)

/** How sure a column's name (in JSON its path) is a field's, 0 to 0.98: all of it, its last part, or a part of it. */
export function nameScore(field: Field, path: string): number {
  const names = ranks.get(field)!
  const parts = path.split(/[.[\]]/).filter(Boolean)
  const whole = plainName(path)
  const last = plainName(parts.at(-1) ?? '')
  const exact = names.get(whole) ?? (parts.length > 1 ? (names.get(last) ?? 0) * 0.97 : 0)
  if (exact > 0) return exact
  let best = 0
  for (const [name, score] of names) {
    if (name.length >= 5 && last.includes(name))
      best = Math.max(best, score * (0.4 + (0.3 * name.length) / last.length))
  }
  return best
}

const actionByWord = new Map(
  Object.entries(WORDS).flatMap(([action, words]) =>
    words.split(' ').map((word) => [plainName(word), action] as const),
  ),
) as Map<string, keyof typeof WORDS>

/** The action a word of an action column stands for; `undefined` when it is in no list. */
export const actionOfWord = (word: string): keyof typeof WORDS | undefined => actionByWord.get(plainName(word))
