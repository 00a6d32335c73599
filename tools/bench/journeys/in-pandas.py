"""The four tables of the generator's file by docs/decisions/0010-journeys.md, as people write it in pandas.

In pandas' favour: what the written names are is given, amounts are floats, and no rejected rows are kept.
"""

import json
import sys
import pandas as pd

file, lookup, folder = sys.argv[1:]
WRITTEN = ["product", "category", "sub_category", "colour", "size"]
ACTIONS = ["search", "view", "bag", "remove", "checkout", "purchase", "return"]
SEARCH, VIEW, BAG, REMOVE, CHECKOUT, PURCHASE, RETURN = range(7)
KEY = ["customer", "thing"]
JOURNEY = [*KEY, "journey"]
PLACE = [*JOURNEY, "application"]

# Cells, and which rows can be read.
header = pd.read_csv(file, nrows=0).columns
surplus = [f"surplus {at}" for at in range(8)]
events = pd.read_csv(file, dtype=str, keep_default_na=False, header=None, skiprows=1, names=[*header, *surplus], on_bad_lines="skip")
whole = events[header].notna().all(axis=1) & (events[surplus].isna() | (events[surplus] == "")).all(axis=1)
events = events.loc[whole, header].drop_duplicates()
for column in events.columns:
    events[column] = events[column].str.strip()
written = events.pop("timestamp")
slashed = written.str.contains("/")
time = pd.to_datetime(written.where(~slashed).str.slice(0, 19), format="ISO8601", errors="coerce")
time[slashed] = pd.to_datetime(written[slashed], format="%d/%m/%Y %H:%M:%S", errors="coerce")
events["time"] = time - pd.Timedelta(minutes=330)
events["action"] = events["action"].map({name: code for code, name in enumerate(ACTIONS)})
good = events["time"].notna() & events["action"].notna()
good &= (events["product"] != "") | ((events["term"] != "") & (events["action"] == SEARCH))
rupees = events["final_price"].where(events["final_price"] != "", events["unit_price"]).str.match("Rs|₹")
events.loc[(events["currency"] == "") & rupees, "currency"] = "INR"
for column in ["quantity", "unit_price", "final_price"]:
    amount = pd.to_numeric(events[column].str.replace(r"Rs\. |₹|,", "", regex=True), errors="coerce")
    good &= (events[column] == "") | (amount >= 0) | (amount.notna() & (events["action"] == RETURN))
    events[column] = amount.abs()
latest = events.loc[good, "time"].max()
events = events[good & (events["customer"] != "")]

# The order of events, and what each is about.
written_cells = ["term", "order_id", "session", "quantity", "unit_price", "final_price", "currency", "payment_mode"]
order = ["customer", "time", "action", "application", *WRITTEN, *written_cells]
events = events.sort_values(order, na_position="first", ignore_index=True)
events["n"] = events.index
names = pd.read_csv(lookup, dtype=str, keep_default_na=False).rename(columns=lambda name: name.removesuffix("_written") if name.endswith("_written") else f"clean_{name}")
events = events.merge(names, on=WRITTEN, how="left").sort_values("n", ignore_index=True)
pieces = events["quantity"].fillna(1)
by_unit = (events["unit_price"] * pieces).round(4)
events["unit_price"] = events["unit_price"].fillna((events["final_price"] / pieces).round(4))
events["final_price"] = events["final_price"].fillna(by_unit)
place = [events["customer"], events["application"], events["session"]]
gap = (events["time"].groupby(place).diff() >= pd.Timedelta(minutes=30)) & (events["session"] == "")
events["visit"] = events.groupby(["customer", "application", "session", gap.groupby(place).cumsum()]).ngroup()
events["thing"] = events["clean_product"]
events["is_term"] = False

# A term alone belongs to the products opened after it in its visit, else it is a product itself.
events["since"] = events["n"].where(events["action"] == SEARCH).groupby(events["visit"]).ffill()
opened = events.loc[events["action"].isin([VIEW, BAG, CHECKOUT, PURCHASE]), ["since", "thing"]].dropna().drop_duplicates()
bare = events[events["product"] == ""]
led = bare.drop(columns="thing").merge(opened, left_on="n", right_on="since", suffixes=("", "_of"))
alone = bare[~bare["n"].isin(opened["since"])].copy()
alone["thing"] = "\0" + alone["term"].str.replace(r"\s+", " ", regex=True).str.lower()
alone["is_term"] = True
steps = pd.concat([events[(events["product"] != "") & (events["action"] != RETURN)], led, alone]).sort_values("n")

# Orders number the journeys.
bought = events[events["action"] == PURCHASE].copy()
bought["placed"] = bought["time"].where(bought["order_id"] == "")
number = [*KEY, "application", "order_id", "placed"]
orders = bought.groupby(number, dropna=False).agg(first=("n", "min"), bought_on=("time", "min")).reset_index().sort_values("first")
orders["journey"] = orders.groupby(KEY).cumcount() + 1
lines = bought.merge(orders, on=number).sort_values("n")
steps = pd.merge_asof(steps, orders[[*KEY, "first", "journey"]], left_on="n", right_on="first", by=KEY, allow_exact_matches=False)
steps["journey"] = steps["journey"].fillna(0).astype(int) + 1
own = lines.set_index("n")["journey"]
is_line = steps["action"] == PURCHASE
steps.loc[is_line, "journey"] = steps.loc[is_line, "n"].map(own)

# What was done in each application, and in all of them.
steps["step"] = steps["action"].map(dict(enumerate(name.upper() for name in ACTIONS))) + (" " + steps["application"]).where(steps["application"] != "", "")
steps["day"] = (steps["time"] + pd.Timedelta(minutes=330)).dt.normalize()
steps["furthest"] = steps["action"].replace(REMOVE, BAG)
steps["priced_in"] = steps["currency"].where(steps["unit_price"].notna() & (steps["currency"] != ""))
for name, code in {"searched": SEARCH, "viewed": VIEW, "put_in_bag": BAG, "removed": REMOVE, "checked_out": CHECKOUT}.items():
    steps[name] = steps["action"] == code
places = steps.groupby(PLACE, sort=False).agg(
    is_term=("is_term", "first"),
    searched=("searched", "sum"),
    viewed=("viewed", "sum"),
    put_in_bag=("put_in_bag", "sum"),
    removed=("removed", "sum"),
    checked_out=("checked_out", "sum"),
    first_seen=("time", "min"),
    last_seen=("time", "max"),
    price_first_seen=("unit_price", "first"),
    price_last_seen=("unit_price", "last"),
    currency=("priced_in", "last"),
).reset_index()
said = steps[steps["searched"] & (steps["term"] != "")].groupby(PLACE)["term"].agg(list).rename("terms").reset_index()
in_bag = steps[steps["action"].isin([BAG, REMOVE])].groupby(PLACE)["action"].last().eq(BAG).rename("left_in_bag").reset_index()
places = places.merge(said, on=PLACE, how="left").merge(in_bag, on=PLACE, how="left")
ended = orders[[*JOURNEY, "application", "bought_on"]].rename(columns={"application": "bought_at"})
touches = places.merge(ended, on=JOURNEY, how="left")
touches.to_pickle(f"{folder}/touches.pickle")

journeys = steps.groupby(JOURNEY, sort=False).agg(
    is_term=("is_term", "first"),
    first_seen=("time", "min"),
    last_seen=("time", "max"),
    events=("time", "size"),
    sessions=("visit", "nunique"),
    days=("day", "nunique"),
    steps=("step", list),
    times_in_bag=("put_in_bag", "sum"),
    furthest=("furthest", "max"),
    price_first_seen=("unit_price", "first"),
    price=("unit_price", "last"),
    currency=("priced_in", "last"),
    quantity=("quantity", "last"),
    last_application=("application", "last"),
    bought=("action", lambda codes: (codes == PURCHASE).any()),
).reset_index()
attributes = ["clean_category", "clean_sub_category", "clean_colour", "clean_size", "product", "category"]
described = steps[steps["product"] != ""].groupby(JOURNEY, sort=False)[attributes].last().reset_index()
visited = places[places["application"] != ""].groupby(JOURNEY, sort=False)["application"].agg(list).rename("applications").reset_index()
bags = places.groupby(JOURNEY, sort=False)["left_in_bag"].any().reset_index()
journeys = journeys.merge(described, on=JOURNEY, how="left").merge(visited, on=JOURNEY, how="left").merge(bags, on=JOURNEY)

# Which lines came back: by the order's number, else the latest order before, in its own application if there is one.
returns = events.loc[events["action"] == RETURN, ["n", *KEY, "application", "order_id", "time", "quantity"]]
numbered = returns[returns["order_id"] != ""].merge(orders[[*KEY, "application", "order_id", "first"]], on=[*KEY, "application", "order_id"])
plain = returns[returns["order_id"] == ""].merge(orders[[*KEY, "application", "first"]], on=KEY, suffixes=("", "_bought"))
plain = plain[plain["first"] < plain["n"]]
plain["here"] = plain["application"] == plain["application_bought"]
plain = plain.sort_values(["here", "first"]).drop_duplicates("n", keep="last")
came_back = pd.concat([numbered, plain]).groupby("first").agg(
    back=("quantity", "sum"), everything=("quantity", lambda pieces: pieces.isna().any()), returned_at=("time", "min")
).reset_index()
lines = lines.merge(came_back, on="first", how="left").sort_values("n")
pieces = lines["quantity"].fillna(1)
before = pieces.groupby(lines["first"]).cumsum() - pieces
left = (lines["back"] - before).clip(lower=0)
lines["returned_quantity"] = pieces.where(lines["everything"].eq(True), left.where(left < pieces, pieces)).where(lines["back"].notna())
lines["returned"] = lines["returned_quantity"] > 0

# Other products of the category that were looked at meanwhile.
of_journey = ["first_seen", "events", "sessions", "days", "steps", "times_in_bag", "price_first_seen", "applications"]
lines = lines.merge(journeys[[*JOURNEY, *of_journey]], on=JOURNEY)
looks = events.loc[events["action"].isin([VIEW, BAG]) & (events["clean_category"].fillna("") != ""), ["customer", "clean_category", "thing", "time"]]
others = lines[["n", "customer", "clean_category", "thing", "first_seen", "time"]].merge(looks, on=["customer", "clean_category"], suffixes=("", "_other"))
others = others[(others["thing"] != others["thing_other"]) & others["time_other"].between(others["first_seen"], others["time"])]
others = others[["n", "thing_other"]].drop_duplicates().sort_values("thing_other").groupby("n")["thing_other"].agg(list).rename("others").reset_index()
purchases = lines.merge(others, on="n", how="left")
purchases["applications_checked"] = [
    [place for place in places if place != used] if isinstance(places, list) else []
    for places, used in zip(purchases["applications"], purchases["application"])
]
purchases.to_pickle(f"{folder}/purchases.pickle")

# What was not bought.
newest = journeys.groupby(KEY)["journey"].transform("max")
open_ = journeys[(journeys["journey"] == newest) & ~journeys["bought"] & (latest - journeys["last_seen"] > pd.Timedelta(hours=1))]
words = steps[steps["searched"]].merge(open_[JOURNEY], on=JOURNEY)
clock = (words["time"] + pd.Timedelta(minutes=330)).dt.strftime("%Y-%m-%d %H:%M")
words["told"] = clock + (" " + words["application"]).where(words["application"] != "", "") + ": " + words["term"].where(words["term"] != "", words["product"])
history = words.sort_values("n").groupby(JOURNEY)["told"].agg(list).rename("searches").reset_index()
searches = open_.merge(history, on=JOURNEY, how="left")
searches["bought_before"] = searches["journey"] > 1
searches.to_pickle(f"{folder}/searches.pickle")
recent = searches.sort_values(["last_seen", "thing"], ascending=[False, True])
by_customer = recent.groupby("customer").agg(
    products=("thing", list),
    first_seen=("first_seen", "min"),
    last_seen=("last_seen", "max"),
    applications=("applications", lambda lists: sorted({place for places in lists if isinstance(places, list) for place in places})),
)
in_bags = recent[recent["left_in_bag"]].groupby("customer")["thing"].agg(list).rename("products_left_in_bag")
by_customer = by_customer.join(in_bags)
by_customer.to_pickle(f"{folder}/searches_by_customer.pickle")
told = {
    "purchases": len(purchases),
    "paid": round(purchases["final_price"].sum(), 2),
    "events": int(purchases["events"].sum()),
    "returned": int(purchases["returned"].sum()),
    "others": int(purchases["others"].str.len().sum()),
    "searches": len(searches),
    "left_in_bag": int(searches["left_in_bag"].sum()),
    "customers": len(by_customer),
    "touches": len(touches),
}
print(json.dumps(told))
