"""The certification engine: a library without Django, also built as a wheel for companies.

onnxruntime's official builds send telemetry and write a device identifier at import. A closed
network must see neither, so it is switched off before anything here can import it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
