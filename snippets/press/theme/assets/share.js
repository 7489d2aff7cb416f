"use strict";

/* Links for answers in a forum. Every heading and figure has a plain link to itself; with this
 * script the link opens a small menu that copies the address or Markdown of it, and of a figure
 * the image. A passage that is copied becomes readable text: formulas once, as LaTeX, no marks. */
(() => {
  const { body } = document;
  const canonical = document.querySelector("link[rel=canonical]");
  const here = () => (canonical ? canonical.href : location.href.split(/[?#]/)[0]);
  const note = Object.assign(document.createElement("p"), { className: "copied" });
  note.setAttribute("role", "status");
  body.append(note);
  let menu = null, opener = null;

  function address(target) {
    const moved = target.matches("[data-moving]") ? location.search : "";
    return `${here()}${moved}#${target.id}`;
  }

  function said(heading) {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll(".headerlink").forEach((part) => part.remove());
    return readable(copy).trim();
  }

  /* What can be copied of a heading or a figure: label and text. */
  function choices(target) {
    if (target.matches(".drawing")) {
      const picture = new URL(target.querySelector(".of-figure a[href$='.png']").getAttribute("href"), here());
      const alt = target.querySelector("svg").getAttribute("aria-label").replace(/[[\]]/g, "");
      return {
        "Copy address": address(target),
        "Copy as Markdown": `![${alt}](${picture})\n\n[Source](${address(target)})`,
        "Copy image address": picture.href,
      };
    }
    const title = said(target);
    return {
      "Copy address": address(target),
      "Copy as Markdown": `[${title}](${address(target)})`,
      "Copy as quotation": `> ${first(target)}\n\n[${title}](${address(target)})`,
    };
  }

  /* The first paragraph below a heading. */
  function first(heading) {
    let next = heading.nextElementSibling;
    while (next && !next.matches("p:not(.before, .settles), blockquote")) next = next.nextElementSibling;
    return next ? readable(next.cloneNode(true)).trim().replace(/\s+/g, " ") : said(heading);
  }

  /* Text of a copied piece of the page: formulas as LaTeX between dollars, no marks. */
  function readable(part) {
    part.querySelectorAll(".claim, .headerlink, .katex-html, sup[id^=fnref]").forEach((mark) => mark.remove());
    part.querySelectorAll(".katex-mathml").forEach((formula) => {
      const source = formula.querySelector("annotation");
      if (source) formula.replaceWith(`$${source.textContent.replace(/\\(?:the|black|cat|sat|on|thetwo|mat)\b\s*/g, "").trim()}$`);
    });
    return part.textContent;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text });
      body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    note.textContent = "Copied.";
    setTimeout(() => { note.textContent = ""; }, 2500);
  }

  function close(back) {
    menu?.remove();
    opener?.setAttribute("aria-expanded", "false");
    if (back) opener?.focus();
    menu = opener = null;
  }

  function open(link, target) {
    close();
    opener = link;
    menu = Object.assign(document.createElement("span"), { className: "share" });
    for (const [label, text] of Object.entries(choices(target))) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      button.addEventListener("click", () => { copy(text); close(true); });
      menu.append(button);
    }
    link.after(menu);
    link.setAttribute("aria-expanded", "true");
    menu.firstChild.focus();
  }

  document.querySelectorAll("a.headerlink, a.to-figure").forEach((link) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.replaceState(history.state, "", `${location.search}${link.hash}`);
      if (opener === link) close(true);
      else open(link, target);
    });
  });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && menu) close(true); });
  document.addEventListener("click", ({ target }) => {
    if (menu && !menu.contains(target) && !target.closest(".headerlink, .to-figure")) close();
  });

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !event.clipboardData) return;
    const part = document.createElement("div");
    for (let i = 0; i < selection.rangeCount; i += 1) part.append(selection.getRangeAt(i).cloneContents());
    if (!part.querySelector(".katex, .claim, .headerlink")) return;
    part.querySelectorAll("p, li, h1, h2, h3, blockquote, figcaption").forEach((block) => block.append("\n"));
    event.clipboardData.setData("text/plain", readable(part).trim());
    event.preventDefault();
  });
})();
