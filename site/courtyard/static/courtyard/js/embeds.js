/* Videos and sounds of others: the link to each becomes its player, once it is followed. */

for (const link of document.querySelectorAll(".embed__link")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const embed = link.closest(".embed");
    const frame = document.createElement("iframe");
    frame.className = "embed__player";
    frame.src = embed.dataset.player;
    frame.title = embed.dataset.title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.tabIndex = 0;
    embed.querySelector(".embed__frame").replaceChildren(frame);
    frame.focus();
  });
}
