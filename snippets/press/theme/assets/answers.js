// The page of all answers: shows the questions that hold every word that is typed.
(() => {
  const field = document.getElementById("filter")
  const items = [...document.querySelectorAll("li[data-words]")].map(item => ({
    item,
    text: `${item.textContent} ${item.dataset.words}`.toLowerCase()
  }))
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    for (const { item, text } of items) item.hidden = !words.every(word => text.includes(word))
    for (const list of new Set(items.map(({ item }) => item.parentElement))) {
      list.hidden = list.previousElementSibling.hidden = ![...list.children].some(li => !li.hidden)
    }
    const shown = items.filter(({ item }) => !item.hidden).length
    document.querySelector("output[for=filter]").textContent = words.length
      ? `${shown} of ${items.length}` : ""
  }
  field.closest(".filter").hidden = false
  field.addEventListener("input", show)
  show()
})()
