-- For wrk: sends the registration form, each time for another person. Arguments: the path, a mark that no other run
-- has, then a cookie and its CSRF token for each reader whose form was opened before.
local here = debug.getinfo(1, "S").source:match("@(.*/)")
dofile(here .. "answers.lua")

local path, run, cookies, tokens, number = nil, nil, {}, {}, 0
local organisations = { "birzai", "prienai", "druskininkai", "utena" }

function init(args)
  path, run = args[1], args[2]
  for place = 3, #args, 2 do
    table.insert(cookies, args[place])
    table.insert(tokens, args[place + 1])
  end
end

function request()
  number = number + 1
  local reader = number % #cookies + 1
  local body = table.concat({
    "given_name=%C5%BDydr%C5%ABn%C4%97", "family_name=%C4%84%C5%BEuolait%C4%97+" .. number,
    "email=person-" .. run .. "-" .. number .. "%40example.org", "phone=%2B370+612+34567",
    "organisation=" .. organisations[number % #organisations + 1], "other_organisation=", "position=Bibliotekinink%C4%97",
    "diet=vegetarian", "diet_note=", "needs=", "consent=y", "care=y", "leave_blank=", "csrf_token=" .. tokens[reader],
  }, "&")
  return wrk.format("POST", path, {
    ["Cookie"] = cookies[reader], ["Content-Type"] = "application/x-www-form-urlencoded",
  }, body)
end
