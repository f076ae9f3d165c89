@echo off
rem Starts crisis beside this file. A share (\\server\folder) gets a drive letter for as long as that takes,
rem because the command line of Windows can not work in a share. ASCII only: this file is read in any code page.
pushd "%~dp0"
if errorlevel 1 goto nowhere
crisis.exe %*
set status=%errorlevel%
popd
if not "%status%"=="0" pause
exit /b %status%

:nowhere
echo Cannot open this folder. Copy it to a disk of this computer and try again.
pause
exit /b 2
