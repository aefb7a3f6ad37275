"""What knows time knows nothing of the solver."""

import subprocess
import sys

MODULES = ("interval", "steps", "duty", "civil", "pattern", "rest_rules", "risk", "windows", "reasons")


def test_no_module_about_time_loads_the_solver() -> None:
    loading = "".join(f"import scheduler.{name}\n" for name in MODULES)
    asked = f"import scheduler, sys\n{loading}sys.exit('ortools' in sys.modules or 'app' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
