"""Pages in which figures are moved."""

from datetime import datetime

import pytest


@pytest.fixture(scope="module")
def quick(browser):
    """A page in which whatever waits for the next frame of the screen happens at once."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script("window.requestAnimationFrame = frame => { frame(performance.now()); };")
    yield page
    page.close()


@pytest.fixture
def view(browser, request):
    """A page of its own, at a desk or as the test asks for; what the browser complains of fails."""
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    )
    page, complaints = context.new_page(), []
    page.on(
        "console",
        lambda message: message.type in ("error", "warning") and complaints.append(message.text),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def stopped(view):
    """Stop the clock of the page, so that no pause of the machine is one of the hand: the page's
    time passes by run_for(milliseconds) of what stopped() returns, and not else.
    """
    view.clock.install(time=datetime(2030, 1, 1))
    return lambda: view.clock.pause_at(datetime(2030, 1, 2)) or view.clock
