"""Purchases and searches of the generator's file, as people write it in pandas.

Simpler than the record, in pandas' favour: names are only trimmed and put in lower case, a journey ends with each purchased
line, returns only mark their order, other products looked at are left out.
"""

import sys
import pandas as pd

file, folder = sys.argv[1:]
events = pd.read_csv(file, dtype=str, on_bad_lines="skip").drop_duplicates()
for column in ["product", "category", "colour", "size", "application", "term"]:
    events[column] = events[column].str.strip()

slashed = events["timestamp"].str.contains("/", na=False)
events["time"] = pd.to_datetime(events["timestamp"].where(~slashed).str.slice(0, 19), format="ISO8601", errors="coerce")
events.loc[slashed, "time"] = pd.to_datetime(events.loc[slashed, "timestamp"], format="%d/%m/%Y %H:%M:%S", errors="coerce")
for column in ["quantity", "unit_price", "final_price"]:
    written = events[column].str.replace(r"Rs\. |₹|,", "", regex=True)
    events[column] = pd.to_numeric(written, errors="coerce")
    events.loc[written.notna() & (events[column].isna() | (events[column] < 0)), "time"] = pd.NaT
order = ["search", "view", "bag", "remove", "checkout", "purchase", "return"]
events["action"] = pd.Categorical(events["action"].where(events["action"].isin(order)), categories=order, ordered=True)
events = events[events["time"].notna() & events["action"].notna() & events["customer"].notna()]
events = events[events["product"].notna() | events["term"].notna()]
pieces = events["quantity"].fillna(1)
events["unit_price"] = events["unit_price"].fillna((events["final_price"] / pieces).round(4))
events["final_price"] = events["final_price"].fillna(events["unit_price"] * pieces)
events["application"] = events["application"].fillna("")
events["product"] = events["product"].str.lower().str.replace(r"\s+", " ", regex=True)
events = events.sort_values(["customer", "time", "action", "application"], kind="stable", ignore_index=True)

gap = events.groupby(["customer", "application"])["time"].diff() >= pd.Timedelta(minutes=30)
gap = gap.groupby([events["customer"], events["application"]]).cumsum().astype(str)
events["visit"] = events["application"] + "/" + events["session"].fillna("gap " + gap)

# A term belongs to what is opened next in its visit, else it is the product itself.
visit = [events["customer"], events["visit"]]
block = (events["action"] == "search").groupby(visit).cumsum()
opened = events["product"].where(events["action"].isin(["view", "bag", "checkout", "purchase"]))
next_opened = opened.groupby([*visit, block]).bfill()
events["is_term"] = events["product"].isna() & next_opened.isna()
events["product"] = events["product"].fillna(next_opened).fillna(events["term"].str.lower())

returned = events.loc[events["action"] == "return", ["customer", "product", "application", "order_id"]].drop_duplicates()
steps = events[events["action"] != "return"].copy()
key = ["customer", "product", "is_term"]
bought = steps["action"] == "purchase"
steps["journey"] = bought.groupby([steps[name] for name in key]).cumsum() - bought + 1
steps["step"] = steps["action"].astype(str).str.upper() + " " + steps["application"]
steps["day"] = steps["time"].dt.date
steps["bags"] = steps["action"] == "bag"
journeys = steps.groupby([*key, "journey"], sort=False).agg(
    first_seen=("time", "min"),
    last_seen=("time", "max"),
    events=("time", "size"),
    sessions=("visit", "nunique"),
    days=("day", "nunique"),
    steps=("step", list),
    applications=("application", lambda places: list(dict.fromkeys(places))),
    times_in_bag=("bags", "sum"),
    price_first_seen=("unit_price", "first"),
    price=("unit_price", "last"),
    last_application=("application", "last"),
    category=("category", "last"),
    furthest_step=("action", "max"),
    bought=("step", lambda texts: texts.iloc[-1].startswith("PURCHASE")),
)
journeys = journeys.reset_index()

lines = steps[bought].drop(columns=["step", "day", "bags", "category"])
purchases = lines.merge(journeys.drop(columns=["price", "furthest_step"]), on=[*key, "journey"])
purchases = purchases.merge(returned.assign(returned=True), on=["customer", "product", "application", "order_id"], how="left")
purchases.to_pickle(f"{folder}/purchases.pickle")

latest = journeys.groupby(key)["journey"].transform("max")
window = events["time"].max() - pd.Timedelta(hours=1)
searches = journeys[(journeys["journey"] == latest) & ~journeys["bought"] & (journeys["last_seen"] < window)]
words = steps[steps["action"] == "search"]
told = words["time"].dt.strftime("%Y-%m-%d %H:%M") + " " + words["application"] + ": " + words["term"].fillna(words["product"])
told = told.groupby([words[name] for name in [*key, "journey"]]).agg(list).rename("searches").reset_index()
searches = searches.merge(told, on=[*key, "journey"], how="left")
searches.to_pickle(f"{folder}/searches.pickle")
print(len(purchases), "purchases,", len(searches), "searches")
