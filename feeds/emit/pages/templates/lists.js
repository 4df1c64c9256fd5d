// Filters and search of lists of jobs. Everything but the search also works without this script: filters are links.
"use strict";
(() => {
  const PAGE = 50; // results that are shown at once
  const MAX_OPTIONS = 500; // of one filter
  const root = document.querySelector(".filters[data-words]");
  const list = document.getElementById("page-list");
  if (!root || !list) return;

  const words = JSON.parse(root.dataset.words);
  const base = new URL(".", document.currentScript.src);
  const facets = Object.keys(words.facets);
  const plural = new Intl.PluralRules(words.language);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[‘’ʼ]/g, "'").toLowerCase();
  const make = (name, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };

  // What the page shows by itself: the links of its filters are the first options.
  const preset = {};
  const known = new Map(facets.map((facet) => [facet, new Map()]));
  for (const link of root.querySelectorAll(".chosen a[data-facet]")) {
    const { facet, name } = link.dataset;
    if (!known.has(facet)) continue;
    preset[facet] = name;
    known.get(facet).set(name, link.firstChild.textContent.trim());
  }
  for (const link of root.querySelectorAll("details[data-facet] a[data-name]")) {
    const facet = link.closest("details").dataset.facet;
    if (known.has(facet)) known.get(facet).set(link.dataset.name, link.textContent);
  }

  // The form.
  const search = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false });
  const selects = new Map();
  const form = make("form", { className: "search" });
  form.setAttribute("role", "search");
  form.append(make("label", {}, make("span", { textContent: words.search }), search));
  for (const facet of facets) {
    const select = make("select", { name: facet });
    select.append(make("option", { value: "", textContent: words.any }));
    selects.set(facet, select);
    form.append(make("label", {}, make("span", { textContent: words.facets[facet] }), select));
  }
  const reset = make("button", { type: "button", textContent: words.reset });
  form.append(reset);
  const status = make("p", { className: "status" });
  status.setAttribute("role", "status");
  const results = make("ul", { className: "entries" });
  const more = make("button", { type: "button", className: "more", textContent: words.more });
  const found = make("section", { hidden: true }, results, more);
  found.setAttribute("aria-label", words.search);

  function setOptions(facet, options) {
    const select = selects.get(facet);
    const old = new Map([...select.options].map((option) => [option.value, option]));
    const wanted = new Set(["", ...options.map(([name]) => name)]);
    for (const [value, option] of old) if (!wanted.has(value)) option.remove();
    let after = select.options[0];
    for (const [name, label] of options) {
      const option = old.get(name) || make("option", { value: name });
      if (option.textContent !== label) option.textContent = label;
      if (after.nextSibling !== option) after.after(option);
      after = option;
    }
    select.closest("label").hidden = options.length === 0;
  }

  // The index: loaded once, in parts, each a task of its own.
  const jobs = [];
  let loading = null;
  let failed = false;
  const parts = new Map();
  let order = [];
  window.feedsLists = {
    parts: (numbers) => (order = numbers),
    part: (number, data) => {
      const values = data.values.map(([facet, name, label]) => {
        if (known.has(facet) && !known.get(facet).has(name)) known.get(facet).set(name, label);
        return [facet, name];
      });
      parts.set(number, data.jobs.map(([path, title, language, facts, numbers, text]) => ({
        path, title, language, facts,
        values: numbers.map((one) => values[one]),
        text: fold(`${title} ${facts} ${text}`),
      })));
    },
  };
  const script = (name) => new Promise((resolve) => {
    const element = make("script", { src: new URL(`search/${name}.js`, base).href });
    element.onload = () => resolve();
    element.onerror = () => { failed = true; resolve(); };
    document.head.append(element);
  });
  const load = () => (loading ??= script("parts")
    .then(() => Promise.all(order.map(script)))
    .then(() => { for (const number of order) jobs.push(...(parts.get(number) || [])); }));

  // The state: in the controls, and in the address, so that going back works.
  const state = () => ({
    q: search.value.trim(),
    ...Object.fromEntries([...selects].filter(([, select]) => select.value).map(([facet, select]) => [facet, select.value])),
  });
  const isPreset = (now) => !now.q && facets.every((facet) => (now[facet] || "") === (preset[facet] || ""));
  const plain = location.href.split("#")[0];
  const address = (now) => isPreset(now) ? plain : `${plain}#${new URLSearchParams(now)}`;

  function readAddress() {
    const written = location.hash.includes("=") ? Object.fromEntries(new URLSearchParams(location.hash.slice(1))) : preset;
    search.value = written.q || "";
    for (const [facet, select] of selects) {
      const name = written[facet] || "";
      if (name && ![...select.options].some((option) => option.value === name)) {
        select.append(make("option", { value: name, textContent: known.get(facet).get(name) || name }));
      }
      select.value = name;
    }
  }

  // Filtering: jobs that match, and for each value how many would if it were chosen.
  function filter(now) {
    const wanted = fold(now.q || "").split(/\s+/).filter(Boolean);
    const chosen = facets.filter((facet) => now[facet]);
    const counts = new Map(facets.map((facet) => [facet, new Map()]));
    const matching = [];
    for (const job of jobs) {
      if (!wanted.every((word) => job.text.includes(word))) continue;
      const missed = chosen.filter((facet) => !job.values.some(([of, name]) => of === facet && name === now[facet]));
      if (missed.length === 0) matching.push(job);
      if (missed.length > 1) continue;
      for (const [facet, name] of job.values) {
        if ((missed.length === 0 || missed[0] === facet) && counts.has(facet)) {
          counts.get(facet).set(name, (counts.get(facet).get(name) || 0) + 1);
        }
      }
    }
    return { matching, counts };
  }

  function options(facet, counts, chosen) {
    const names = known.get(facet);
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_OPTIONS).map(([name]) => name);
    if (chosen && !most.includes(chosen)) most.push(chosen);
    const collator = new Intl.Collator(words.language, { numeric: true });
    return most
      .map((name) => [name, names.get(name) || name, counts.get(name) || 0])
      .sort((a, b) => collator.compare(a[1], b[1]))
      .map(([name, label, count]) => [name, `${label} (${count})`]);
  }

  function show(matching, from) {
    const items = matching.slice(from, from + PAGE).map((job) => {
      const link = make("a", { href: new URL(job.path.split("/").map(encodeURIComponent).join("/"), base).href, textContent: job.title, dir: "auto" });
      if (job.language) link.lang = link.hreflang = job.language;
      return make("li", {}, link, make("p", { className: "about", textContent: job.facts }));
    });
    if (from) results.append(...items);
    else results.replaceChildren(...items);
    more.hidden = from + PAGE >= matching.length;
    more.onclick = () => {
      show(matching, from + PAGE);
      results.children[from + PAGE].querySelector("a").focus();
    };
  }

  let turn = 0;
  const pause = () => new Promise((resolve) => setTimeout(resolve));
  async function apply() {
    const mine = ++turn;
    const now = state();
    if (isPreset(now)) {
      found.hidden = true;
      list.hidden = false;
      status.textContent = "";
    }
    if (isPreset(now) && !loading) return;
    if (!isPreset(now) && !jobs.length) status.textContent = words.loading;
    await load();
    if (mine !== turn) return;
    const { matching, counts } = filter(now);
    if (!isPreset(now)) {
      list.hidden = true;
      found.hidden = false;
      show(matching, 0);
      const count = matching.length ? words[plural.select(matching.length) === "one" ? "one" : "other"].replace("{n}", matching.length.toLocaleString(words.language)) : words.none;
      status.textContent = failed ? `${count} ${words.failed}` : count;
    }
    for (const facet of facets) {
      await pause();
      if (mine !== turn) return;
      setOptions(facet, options(facet, counts.get(facet), now[facet]));
    }
  }

  let typing = 0;
  form.addEventListener("focusin", () => { if (!loading) load().then(apply); }, { once: true });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target === search) return;
    history.pushState(null, "", address(state()));
    apply();
  });
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      history.replaceState(null, "", address(state()));
      apply();
    }, 120);
  });
  reset.addEventListener("click", () => {
    search.value = "";
    for (const select of selects.values()) select.value = "";
    history.pushState(null, "", address(state()));
    apply();
    search.focus();
  });
  addEventListener("popstate", () => { readAddress(); apply(); });

  for (const facet of facets) setOptions(facet, [...known.get(facet)]);
  for (const part of root.querySelectorAll("nav")) part.hidden = true;
  root.append(form, status);
  list.after(found);
  readAddress();
  apply();
})();
