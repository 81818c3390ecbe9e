"""The server does what /api/openapi.json says: schemathesis asks it thousands of odd questions."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from web import Web

HERE = Path(__file__).resolve().parent
HOOKS = HERE / "schemathesis_images.py"
CONFIGURATION = HERE / "schemathesis.toml"


class Description(unittest.TestCase):
    def test_nothing_departs_from_it(self):
        web = Web()
        self.addCleanup(web.close)
        # schemathesis keeps what it found in the folder that it runs in.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        result = subprocess.run(
            [Path(sys.executable).parent / "schemathesis", "--config-file", CONFIGURATION, "run", f"{web.address}/api/openapi.json",
             "--url", web.address, "--checks", "all", "--seed", "1", "--max-examples", "50",
             "--generation-database", "none", "--no-color"],
            cwd=folder.name, capture_output=True, text=True,
            env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS)},
        )
        self.assertEqual(result.returncode, 0, result.stdout[-6000:] + result.stderr[-2000:])
        self.assertIn("No issues found", result.stdout)


if __name__ == "__main__":
    unittest.main()
