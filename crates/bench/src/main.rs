//! `make bench`: speed as ratios taken in one run, the bare engine beside the product.

mod measure;

use anyhow::Result;
use measure::{country, pages, papers, pocketbase, reads, sheets, start, writes};

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    // A country takes an hour to make: it is measured when its address is said.
    if let [first, addresses @ ..] = wanted.as_slice()
        && first == "country"
    {
        return tokio::runtime::Runtime::new()?.block_on(country::run(addresses));
    }
    if let [first, arguments @ ..] = wanted.as_slice()
        && first == "pages"
    {
        return tokio::runtime::Runtime::new()?.block_on(pages::run(arguments));
    }
    if let [first, arguments @ ..] = wanted.as_slice()
        && first == "pocketbase"
    {
        return tokio::runtime::Runtime::new()?.block_on(pocketbase::run(arguments));
    }
    let all = wanted.is_empty();
    let has = |name: &str| all || wanted.iter().any(|w| w == name);
    let runtime = tokio::runtime::Runtime::new()?;
    println!("# Diên Hồng: measured speed\n");
    println!("Load, server and database share this machine: trust ratios within one run.\n");
    if has("writes") {
        runtime.block_on(writes::run())?;
    }
    if has("sheets") {
        runtime.block_on(sheets::run())?;
    }
    if has("reads") {
        runtime.block_on(reads::run())?;
    }
    if has("papers") {
        runtime.block_on(papers::run())?;
    }
    if has("start") {
        start::run()?;
    }
    Ok(())
}
