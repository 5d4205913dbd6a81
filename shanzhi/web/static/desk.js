// Keys, drag and drop, and scrolling to the clause at hand. Everything works without this file, only slower.
const typing = (el) => el.closest("input, textarea, select, dialog") !== null;

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length) {
    const at = rows.findIndex((r) => r.classList.contains("on"));
    const to = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at]?.classList.remove("on");
    rows[to].classList.add("on");
    rows[to].querySelector("a")?.focus();
    return;
  }
  const here = document.querySelector(".strip [aria-current]")?.closest("li");
  const next = step > 0 ? here?.nextElementSibling : here?.previousElementSibling;
  next?.querySelector("a")?.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  e: () => document.querySelector("#clause .fact input, #clause .fact textarea, .deeds textarea")?.focus(),
  "/": () => document.querySelector("#search")?.focus(),
  "?": () => document.querySelector("#keys")?.showModal(),
  Enter: () => document.querySelector("#good")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "clause") return;
  const head = document.querySelector("#clause h2");
  const n = head?.dataset.clause;
  document.querySelector(".paper section.at")?.classList.remove("at");
  const section = document.querySelector(`.paper section[data-n="${n}"]`);
  section?.classList.add("at");
  section?.scrollIntoView({ block: "nearest" });
  head?.focus({ preventScroll: window.matchMedia("(min-width: 901px)").matches });
  if (n !== undefined) history.replaceState(null, "", `?at=${n}#c${n}`);
});

document.addEventListener("htmx:sendError", () => {
  const notice = document.querySelector("#notice");
  const words = document.documentElement.lang === "en"
    ? "No connection. What you typed is still here; please try again."
    : "没有连上服务器。您填写的内容还在本页，请稍后再点一次。";
  notice.replaceChildren(Object.assign(document.createElement("p"), { className: "notice error", textContent: words }));
});

const drop = document.querySelector("#drop");
if (drop) {
  const input = drop.querySelector("input");
  const show = (on) => drop.classList.toggle("over", on);
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (e) => (e.preventDefault(), show(true)));
  drop.addEventListener("dragleave", () => show(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
  input.form.addEventListener("submit", () => {
    input.form.querySelector(".busy").hidden = false;
  });
}

document.querySelector(".paper section.at")?.scrollIntoView({ block: "center" });
