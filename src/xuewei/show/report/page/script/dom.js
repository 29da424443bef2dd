// Elements of the page. Whatever comes from a plan becomes a text node or a plain attribute, never markup.

/** An element with attributes (`on…` are listeners; null and false are left out) and children (text or elements). */
function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for pictures. */
function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(found, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) found.addEventListener(key.slice(2), value);
    else if (key === "value") found.value = value;
    else found.setAttribute(key, value === true ? "" : String(value));
  }
  found.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return found;
}

/** A select with its label; `options` are [value, text] pairs. */
function choice(id, label, options, chosen, change, disabled = []) {
  const select = el(
    "select",
    { id, onchange: () => change(select.value) },
    options.map(([value, text]) => el("option", { value, selected: String(value) === String(chosen), disabled: disabled.includes(value) }, text)),
  );
  return el("div", { class: "field" }, el("label", { for: id }, label), select);
}

/** A part of the page with its heading. */
function section(id, heading, ...children) {
  return el("section", { id, "aria-labelledby": `${id}-head` }, el("h2", { id: `${id}-head` }, heading), ...children);
}

/** A table that scrolls inside its own frame where the window is narrow. */
function scrolling(label, table) {
  return el("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, table);
}

/** The head of a table: columns are [text, number?]. */
function headRow(columns) {
  return el("thead", {}, el("tr", {}, columns.map(([text, number]) => el("th", { scope: "col", class: number ? "number" : null }, text))));
}
