"""The lab `balancer`: clients, one to four balancers with different policies, and servers that are threads."""

from app.labs.balancer.lab import BalancerLab

__all__ = ["BalancerLab"]
